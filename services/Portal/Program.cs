using Exchange.Contracts;
using Exchange.Kernel.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddKernel(Hearers.Of);
var app = builder.Build();
app.UseKernel();
await app.RunAsync();
