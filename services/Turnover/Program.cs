using Exchange.Contracts;
using Exchange.Kernel.Hosting;
using Exchange.Turnover;

var builder = WebApplication.CreateBuilder(args);
builder.AddKernel(Hearers.Of);
builder.AddTurnover();
var app = builder.Build();
app.UseKernel();
app.MapTurnover();
await app.RunAsync();
