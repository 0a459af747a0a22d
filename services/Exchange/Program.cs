using Exchange.Kernel.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddKernel();
var app = builder.Build();
app.UseKernel();
await app.RunAsync();
