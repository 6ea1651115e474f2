using Dropship.Functions;
using Dropship.Functions.Fulfilment;
using Dropship.Functions.Settings;
using Dropship.Functions.Telemetry;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.UseWhen<TraceMiddleware>(TraceMiddleware.IsTraced);
builder.UseWhen<OrchestrationClientMiddleware>(OrchestrationClientMiddleware.IsBound);

var settings = DropshipSettings.Read(builder.Configuration);
if (settings.Problems.Count > 0)
{
    await Console.Error.WriteLineAsync(settings.Report());
    return 1;
}

builder.Services.AddDropship(builder.Configuration, settings);
await builder.Build().RunAsync();
return 0;
