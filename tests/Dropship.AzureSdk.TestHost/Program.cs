using Azure.Data.Tables;
using Dropship.AzureSdk.TestHost;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddSingleton(services => new TableServiceClient(services.GetRequiredService<IConfiguration>()["AzureWebJobsStorage"]!));
builder.Services.AddSingleton<Witness>();
await builder.Build().RunAsync();
