using Exchange.Contracts;
using Exchange.Kernel.Hosting;
using Exchange.Matching;

var builder = WebApplication.CreateBuilder(args);
builder.AddKernel(Hearers.Of);
builder.AddMatching();
var app = builder.Build();
app.UseKernel();
app.MapMatching();
await app.RunAsync();
