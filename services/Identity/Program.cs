using Exchange.Contracts;
using Exchange.Identity;
using Exchange.Kernel.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddKernel(Hearers.Of);
builder.AddIdentity();
var app = builder.Build();
app.UseKernel();
app.MapIdentity();
await app.RunAsync();
