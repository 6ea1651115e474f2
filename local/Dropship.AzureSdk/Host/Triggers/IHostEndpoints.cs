using Microsoft.AspNetCore.Routing;

namespace Dropship.AzureSdk.Host.Triggers;

/// <summary>HTTP endpoints of the host besides the functions' own, such as an extension's web hooks. Register one as a singleton of this type.</summary>
internal interface IHostEndpoints
{
    void Map(IEndpointRouteBuilder endpoints);
}
