using Exchange.Contracts;
using Exchange.Kernel.Hosting;
using Exchange.Portal;

var builder = WebApplication.CreateBuilder(args);
builder.AddKernel(Hearers.Of);
builder.AddPortal();
var app = builder.Build();
app.UseKernel();
app.MapPortal();
await app.RunAsync();
