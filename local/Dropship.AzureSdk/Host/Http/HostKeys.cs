using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace Dropship.AzureSdk.Host.Http;

/// <summary>
/// The keys that HTTP callers show. Settings give them (<c>FunctionKeys:default</c>, <c>FunctionKeys:&lt;function&gt;</c>,
/// <c>FunctionKeys:_master</c>); those that no setting gives are made once and kept with the host, so that they outlive a restart.
/// </summary>
internal sealed class HostKeys(IConfiguration configuration, HostIdentity identity) : IDisposable
{
    public const string Header = "x-functions-key";
    public const string Query = "code";
    private const string Master = "_master";
    private const string Default = "default";
    private const string ValueName = "Value";

    private readonly SemaphoreSlim _loading = new(1);
    private readonly Dictionary<string, string> _kept = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The key that opens everything.</summary>
    public ValueTask<string> MasterKeyAsync(CancellationToken cancellationToken) => KeyAsync(Master, cancellationToken);

    /// <summary>The key of an extension's web hooks (their <c>code</c>), such as <c>durabletask</c>.</summary>
    public ValueTask<string> ExtensionKeyAsync(string extension, CancellationToken cancellationToken) => KeyAsync(extension + "_extension", cancellationToken);

    /// <summary>Whether a request may call a function, or the admin API when <paramref name="function"/> is null.</summary>
    public async ValueTask<bool> AllowsAsync(HttpRequest request, AuthorizationLevel needed, string? function, CancellationToken cancellationToken)
    {
        if (needed is AuthorizationLevel.Anonymous)
        {
            return true;
        }

        if (Shown(request) is not { Length: > 0 } shown)
        {
            return false;
        }

        if (Same(shown, await MasterKeyAsync(cancellationToken)))
        {
            return true;
        }

        return needed is AuthorizationLevel.Function or AuthorizationLevel.User
            && function is not null
            && ((configuration[$"FunctionKeys:{function}"] is { Length: > 0 } own && Same(shown, own))
                || Same(shown, await KeyAsync(Default, cancellationToken)));
    }

    /// <summary>Whether a request may call an extension's web hooks.</summary>
    public async ValueTask<bool> AllowsExtensionAsync(HttpRequest request, string extension, CancellationToken cancellationToken) =>
        Shown(request) is { Length: > 0 } shown
        && (Same(shown, await ExtensionKeyAsync(extension, cancellationToken)) || Same(shown, await MasterKeyAsync(cancellationToken)));

    public void Dispose() => _loading.Dispose();

    private static string? Shown(HttpRequest request) =>
        request.Headers.TryGetValue(Header, out var header) && header.ToString() is { Length: > 0 } key ? key : request.Query[Query].ToString();

    private static bool Same(string shown, string key) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(shown), Encoding.UTF8.GetBytes(key));

    private async ValueTask<string> KeyAsync(string name, CancellationToken cancellationToken)
    {
        if (configuration[$"FunctionKeys:{name}"] is { Length: > 0 } configured)
        {
            return configured;
        }

        await _loading.WaitAsync(cancellationToken);
        try
        {
            if (!_kept.TryGetValue(name, out var key))
            {
                key = await KeepAsync(name, cancellationToken);
                _kept[name] = key;
            }

            return key;
        }
        finally
        {
            _loading.Release();
        }
    }

    private async Task<string> KeepAsync(string name, CancellationToken cancellationToken)
    {
        var table = await identity.TableAsync(cancellationToken);
        var partition = identity.Partition("keys");
        var kept = await table.GetEntityIfExistsAsync<TableEntity>(partition, name, cancellationToken: cancellationToken);
        if (kept.HasValue)
        {
            return kept.Value!.GetString(ValueName)!;
        }

        var made = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        try
        {
            await table.AddEntityAsync(new TableEntity(partition, name) { [ValueName] = made }, cancellationToken);
            return made;
        }
        catch (RequestFailedException exception) when (exception.Status == 409)
        {
            // Another start of the same app was quicker: its key holds.
            return (await table.GetEntityAsync<TableEntity>(partition, name, cancellationToken: cancellationToken)).Value.GetString(ValueName)!;
        }
    }
}
