using System.Text.Json.Nodes;

namespace Dropship.Repository.Tests.Support;

/// <summary>What the compiler makes of infra/, once for the assembly's tests: the template, and a deployment of each size.</summary>
public sealed class Infrastructure : IAsyncLifetime
{
    private static readonly Dictionary<string, string> s_needed = new(StringComparer.Ordinal)
    {
        ["AZURE_ENV_NAME"] = "prod",
        ["AZURE_LOCATION"] = "westeurope",
        ["DROPSHIP_APPROVERS"] = "ann,Ann Lee,ann@example.com,en; li,李伟,li@example.com,zh-CN",
        ["DROPSHIP_EXCHANGE_RATES"] = "USD=7.10; EUR=7.80",
        ["DROPSHIP_RATES_AS_OF"] = "2026-01-31",
        ["DROPSHIP_ALERT_RECIPIENTS"] = "ops@example.com, night@example.com",
    };

    /// <summary>Where the compiler may write: in the repository, so that paths to it are relative ones.</summary>
    internal string Folder { get; } = Path.Combine(RepositoryFiles.Root, "artifacts", "infra", Guid.NewGuid().ToString("N"));

    /// <summary>What the compiler and its linter say of the files.</summary>
    internal string Findings { get; private set; } = string.Empty;

    /// <summary>The compiled main.bicep, with the modules in it.</summary>
    internal JsonObject Template { get; private set; } = [];

    /// <summary>Reached from the internet, with mail by Azure and only what must be given.</summary>
    internal Deployment Small { get; private set; } = new([], []);

    /// <summary>In a network of its own, with a mail server, an address and a second key of one's own.</summary>
    internal Deployment Medium { get; private set; } = new([], []);

    /// <summary>In a network of its own, with mail by Azure from a domain of one's own.</summary>
    internal Deployment Large { get; private set; } = new([], []);

    /// <summary>What the alerts and the workbook ask of the logs.</summary>
    internal IReadOnlyList<string> Queries =>
        [
            .. Small
                .Of("Microsoft.Insights/scheduledQueryRules")
                .SelectMany(alert => alert.List("properties.criteria.allOf"))
                .Select(asked => asked["query"]!.ToString()),
            .. JsonNode.Parse(Small.Only("Microsoft.Insights/workbooks").Text("properties.serializedData")!)!["items"]!
                .AsArray()
                .Select(item => item!["content"]!["query"]?.ToString())
                .OfType<string>(),
        ];

    internal Deployment this[string size] =>
        size switch
        {
            "small" => Small,
            "medium" => Medium,
            "large" => Large,
            _ => throw new ArgumentOutOfRangeException(nameof(size), size, "No such size."),
        };

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Folder);
        await Task.WhenAll(CompileAsync(), PredictAsync());
    }

    public Task DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }

    private async Task CompileAsync()
    {
        (_, Findings) = await BicepCompiler.TryAsync(RepositoryFiles.Root, "lint", "--pattern", "infra/**/*.bicep");

        var template = Path.Combine(Folder, "main.json");
        await BicepCompiler.RunAsync(RepositoryFiles.Root, "build", "infra/main.bicep", "--outfile", template);
        Template = JsonNode.Parse(await File.ReadAllTextAsync(template))!.AsObject();
    }

    private async Task PredictAsync()
    {
        Small = await PredictAsync("small", []);
        Medium = await PredictAsync(
            "medium",
            new()
            {
                ["DROPSHIP_ADDRESS"] = "https://orders.example.com/",
                ["DROPSHIP_SIGNING_KEYS"] = "2, 1",
                ["DROPSHIP_MAIL_SERVER"] = "smtp.example.com",
                ["DROPSHIP_MAIL_FROM"] = "Dropship <dropship@example.com>",
                ["DROPSHIP_MAIL_USER_NAME"] = "dropship",
                ["DROPSHIP_MAIL_PASSWORD"] = "password",
            },
            parameters => parameters["settings"] = new JsonObject { ["Dropship__Guards__DailyTotal"] = "20000" }
        );
        Large = await PredictAsync(
            "large",
            new()
            {
                ["DROPSHIP_MAIL_DOMAIN"] = "mail.example.com",
                ["DROPSHIP_MAIL_DOMAIN_VERIFIED"] = "true",
                ["DROPSHIP_MAIL_CLIENT_ID"] = "00000000-0000-0000-0000-000000000003",
                ["DROPSHIP_MAIL_PRINCIPAL_ID"] = "00000000-0000-0000-0000-000000000004",
            }
        );
    }

    private Task<Deployment> PredictAsync(string size, Dictionary<string, string> given, Action<JsonObject>? edit = null)
    {
        given["DROPSHIP_SIZE"] = size;
        var parameters = ParametersFile.Fill(s_needed.Concat(given).ToDictionary(StringComparer.Ordinal));
        edit?.Invoke(parameters);
        return Deployment.PredictAsync(Folder, size, parameters);
    }
}
