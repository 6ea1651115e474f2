using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Tooling;

namespace Dropship.Local;

/// <summary>Verifies the audit log of an installation: all orders and the payment stop. Names the first row that was changed.</summary>
internal static class AuditCommand
{
    /// <summary>Verifies all orders, page by page, then the payment stop.</summary>
    /// <param name="options">Which installation.</param>
    /// <param name="output">Gets the result.</param>
    /// <param name="cancellationToken">Cancels the verification.</param>
    /// <returns>0 when nothing was changed.</returns>
    /// <exception cref="ToolException">No app answers there, or it refused.</exception>
    public static async Task<int> RunAsync(VerifyOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        using var app = new AppClient(
            options.App ?? await ReadAddressAsync(options.Folder, cancellationToken),
            options.Key ?? await ReadAsync(options.Folder, "keys.json", "Function", cancellationToken)
        );
        var (orders, events) = (0, 0);
        string? after = null;
        do
        {
            var query = after is null ? string.Empty : $"?after={Uri.EscapeDataString(after)}";
            var page = await app.PostAsync($"api/audit/verify{query}", cancellationToken);
            orders += Count(app, page, "orders");
            events += Count(app, page, "events");
            if (page["broken"] is { } broken)
            {
                var (key, row) = (broken["order"]!, broken["break"]!);
                var order = $"{key["accountId"]}|{key["storeOrderId"]}";
                await output.WriteLineAsync(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Audit log broken: order {order}, row {row["sequence"]}: {row["fault"]}, {row["text"]}"
                    )
                );
                return 1;
            }

            after = page["next"]?.GetValue<string>();
        } while (after is not null);

        var money = await app.GetAsync("api/money/stop/verify", cancellationToken);
        var rows = Count(app, money, "events");
        if (money["break"] is { } moved)
        {
            await output.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Audit log broken: payment stop, row {moved["sequence"]}: {moved["fault"]}, {moved["text"]}"
                )
            );
            return 1;
        }

        await output.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Audit log verified: {orders} orders with {events} rows, and {rows} rows of the payment stop."
            )
        );
        return 0;
    }

    private static int Count(AppClient app, JsonNode answer, string name) =>
        answer is JsonObject found && found[name] is JsonValue value && value.TryGetValue<int>(out var count)
            ? count
            : throw app.NotDropship();

    private static async Task<Uri> ReadAddressAsync(string folder, CancellationToken cancellationToken)
    {
        var text = await ReadAsync(folder, LocalAddresses.FileName, "App", cancellationToken);
        return Uri.TryCreate(text, UriKind.Absolute, out var address) ? address : throw NotRunning(folder, null);
    }

    private static async Task<string> ReadAsync(string folder, string file, string name, CancellationToken cancellationToken)
    {
        try
        {
            var text = await File.ReadAllTextAsync(Path.Combine(folder, file), cancellationToken);
            return JsonNode.Parse(text)?[name]?.GetValue<string>() ?? throw NotRunning(folder, null);
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            throw NotRunning(folder, exception);
        }
    }

    private static ToolException NotRunning(string folder, Exception? cause) =>
        new($"Nothing runs in {folder}. Start it first, or give --app and --key for an app elsewhere.", cause);
}
