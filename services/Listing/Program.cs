using Exchange.Contracts;
using Exchange.Kernel.Hosting;
using Exchange.Listing;

var builder = WebApplication.CreateBuilder(args);
builder.AddKernel(Hearers.Of);
builder.AddListing();
var app = builder.Build();
app.UseKernel();
app.MapListing();
await app.RunAsync();
