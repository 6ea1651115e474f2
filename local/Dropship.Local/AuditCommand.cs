using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Tooling;

namespace Dropship.Local;

/// <summary>Has an installation, on this machine or elsewhere, check the histories of all its orders and of the switch that stops all money, and names the first row that is broken.</summary>
internal static class AuditCommand
{
    /// <summary>Goes through all orders, one page after the other.</summary>
    /// <param name="folder">The folder of an installation on this machine; asked for what is not given.</param>
    /// <param name="address">Where the app is; null takes the one of the folder.</param>
    /// <param name="key">A function key of the app; null takes the one of the folder.</param>
    /// <param name="output">Where the result is written.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>0 when all histories are whole.</returns>
    /// <exception cref="ToolException">No app answers there, or it refused.</exception>
    public static async Task<int> RunAsync(string folder, Uri? address, string? key, TextWriter output, CancellationToken cancellationToken)
    {
        using var app = new AppClient(
            address ?? new Uri(await ReadAsync(folder, LocalAddresses.FileName, "App", cancellationToken)),
            key ?? await ReadAsync(folder, "keys.json", "Function", cancellationToken));
        var (orders, events) = (0, 0);
        string? after = null;
        do
        {
            var page = await app.PostAsync($"api/audit/verify{(after is null ? string.Empty : $"?after={Uri.EscapeDataString(after)}")}", cancellationToken);
            orders += page["orders"]!.GetValue<int>();
            events += page["events"]!.GetValue<int>();
            if (page["broken"] is { } broken)
            {
                var row = broken["break"]!;
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"BROKEN: order {broken["order"]!["accountId"]}|{broken["order"]!["storeOrderId"]}, row {row["sequence"]}: {row["fault"]}, {row["text"]}"));
                return 1;
            }

            after = page["next"]?.GetValue<string>();
        }
        while (after is not null);

        var money = await app.GetAsync("api/money/stop/verify", cancellationToken);
        if (money["break"] is { } moved)
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"BROKEN: the switch that stops all money, row {moved["sequence"]}: {moved["fault"]}, {moved["text"]}"));
            return 1;
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"All histories are whole: {orders} orders, {events} rows; and {money["events"]} rows of the switch that stops all money."));
        return 0;
    }

    private static async Task<string> ReadAsync(string folder, string file, string name, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, file);
        try
        {
            return JsonNode.Parse(await File.ReadAllTextAsync(path, cancellationToken))?[name]?.GetValue<string>() ?? throw new ToolException($"{path} says nothing of '{name}'.");
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            throw new ToolException($"No installation runs in {folder}: {exception.Message} Give --app and --key for one that runs elsewhere.", exception);
        }
    }
}
