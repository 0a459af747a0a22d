using Exchange.Contracts;
using Exchange.Kernel.Hosting;
using Exchange.Settlement;

var builder = WebApplication.CreateBuilder(args);
builder.AddKernel(Hearers.Of);
builder.AddSettlement();
var app = builder.Build();
app.UseKernel();
app.MapSettlement();
await app.RunAsync();
