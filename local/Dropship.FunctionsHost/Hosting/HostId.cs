using System.Security.Cryptography;
using System.Text;
using Microsoft.Azure.WebJobs.Host.Executors;

namespace Dropship.FunctionsHost.Hosting;

/// <summary>The id under which the host keeps its locks and the status of its timers: the setting that Azure has for it, else one of machine and app folder.</summary>
internal sealed class HostId(AppFolder app, IConfiguration configuration) : IHostIdProvider
{
    public string Value { get; } = configuration["AzureFunctionsWebHost:hostid"] is { Length: > 0 } said
        ? said
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.MachineName}|{app.Path}")))[..32];

    public Task<string> GetHostIdAsync(CancellationToken cancellationToken) => Task.FromResult(Value);
}
