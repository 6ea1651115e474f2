using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.AzureSdk.TestHost;

internal static class HttpFunctions
{
    [Function("Ping")]
    public static IResult Ping([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ping")] HttpRequest request) => Results.Text("pong");
}
