using System.Globalization;
using System.Text;
using Dropship.Connectors;
using Dropship.Core;
using Dropship.Core.Approvals;
using Dropship.Core.Fulfilment;
using Dropship.Core.Operations;
using Dropship.Core.Purchasing;
using Dropship.Core.Purchasing.Guards;
using Dropship.Core.Reconciliations;
using Dropship.Core.Stores;
using Dropship.Storage;
using Microsoft.Extensions.Configuration;

namespace Dropship.Functions;

/// <summary>The configuration, read and checked once at start. What is wrong is collected, so that a person mends it in one go.</summary>
public sealed class DropshipSettings
{
    public const string Section = "Dropship";

    // The secret of local.settings.sample.json: good on one machine, never under a public address.
    private static readonly byte[] s_sampleSecret = [.. Enumerable.Range(0, 32).Select(number => (byte)number)];

    private readonly IConfiguration _configuration;
    private readonly List<string> _problems = [];

    private DropshipSettings(IConfiguration configuration) => _configuration = configuration;

    /// <summary>All that is wrong: the setting's name, what is wrong with it, and what to do. None when the app may start.</summary>
    public IReadOnlyList<string> Problems => _problems;

    public ApprovalOptions Approvals { get; private set; } = null!;

    public PullOptions Pull { get; private set; } = new();

    /// <summary>The rates between the stores' currencies and yuan.</summary>
    public ExchangeRates Rates { get; private set; } = ExchangeRates.None;

    public GuardOptions Guards { get; private set; } = new();

    public PurchasingOptions Purchasing { get; private set; } = new();

    public FulfilmentOptions Fulfilment { get; private set; } = new();

    public OutageOptions Outages { get; private set; } = new();

    public HeartbeatOptions Heartbeats { get; private set; } = new();

    public ReconciliationOptions Reconciliation { get; private set; } = new();

    public PersonalDataOptions PersonalData { get; private set; } = new();

    public static DropshipSettings Read(IConfiguration configuration)
    {
        var settings = new DropshipSettings(configuration);
        settings.ReadAll();
        return settings;
    }

    /// <summary>The problems as a list for a person.</summary>
    public string Report()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Dropship.Functions cannot start: {_problems.Count} {(_problems.Count == 1 ? "setting needs" : "settings need")} attention.");
        foreach (var problem in _problems)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  - {problem}");
        }

        return text.Append("Settings are named here as environment variables; local.settings.sample.json shows all of them.").ToString();
    }

    private void ReadAll()
    {
        foreach (var connection in (string[])[StorageServiceCollectionExtensions.StorageConnection, StorageServiceCollectionExtensions.ServiceBusConnection])
        {
            if (!StorageServiceCollectionExtensions.HasConnection(_configuration, connection))
            {
                _problems.Add($"{connection} is missing; give a connection string, or the endpoint settings with an identity.");
            }
        }

        foreach (var setting in (string[])["PullSchedule", "SweepSchedule", "ReviveSchedule", "ReconcileSchedule", "HeartbeatSchedule", "RetentionSchedule", "TaskHubName"])
        {
            if (string.IsNullOrWhiteSpace(_configuration[setting]))
            {
                _problems.Add($"{setting} is missing; {(setting == "TaskHubName" ? "give the orchestrations' hub a name of letters and digits, such as DropshipHub" : "give a six-field schedule such as '0 * * * * *' for each minute")}.");
            }
        }

        var address = ReadAddress("PublicAddress");
        Rates = new ExchangeRates { YuanPerUnit = ReadRates(), Of = ReadDate("RatesOf") };
        Approvals = new ApprovalOptions
        {
            Approvers = ReadApprovers(),
            PublicAddress = address,
            SigningKeys = ReadSigningKeys(address),
            ExpiresAfter = ReadSpan("Approvals:ExpiresAfter", TimeSpan.FromHours(48), TimeSpan.FromMinutes(1), TimeSpan.FromDays(14)),
            RemindAfter = ReadReminders(),
            PageLifetime = ReadSpan("Approvals:PageLifetime", TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(1), TimeSpan.FromHours(12)),
            AskAgainAfter = ReadSpan("Approvals:AskAgainAfter", TimeSpan.FromHours(12), TimeSpan.FromMinutes(1), TimeSpan.FromDays(7)),
            Tolerance = new PriceTolerance(ReadPercent("Approvals:TolerancePercent", 0, 100), ReadYuan("Approvals:ToleranceAmount")),
            Rates = Rates,
        };
        Pull = new PullOptions
        {
            Overlap = ReadSpan("Pull:Overlap", new PullOptions().Overlap, TimeSpan.FromSeconds(10), TimeSpan.FromHours(6)),
            FirstLookBack = ReadSpan("Pull:FirstLookBack", new PullOptions().FirstLookBack, TimeSpan.Zero, TimeSpan.FromDays(60)),
            RetryAfter = ReadSpan("Pull:RetryAfter", new PullOptions().RetryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
        };
        ReadConnectors();
        Guards = ReadGuards();
        Purchasing = new PurchasingOptions
        {
            LookUpAfter = ReadSpan("Purchasing:LookUpAfter", new PurchasingOptions().LookUpAfter, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            LookUpAgainAfter = ReadSpan("Purchasing:LookUpAgainAfter", new PurchasingOptions().LookUpAgainAfter, TimeSpan.FromSeconds(1), TimeSpan.FromHours(6)),
            RetryAfter = ReadSpan("Purchasing:RetryAfter", new PurchasingOptions().RetryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            SweepOverlap = ReadSpan("Purchasing:SweepOverlap", new PurchasingOptions().SweepOverlap, TimeSpan.FromSeconds(10), TimeSpan.FromHours(6)),
        };
        Fulfilment = new FulfilmentOptions
        {
            WarnBeforeShipBy = ReadSpan("Fulfilment:WarnBeforeShipBy", new FulfilmentOptions().WarnBeforeShipBy, TimeSpan.Zero, TimeSpan.FromDays(14)),
            SupplierShipsWithin = ReadSpan("Fulfilment:SupplierShipsWithin", new FulfilmentOptions().SupplierShipsWithin, TimeSpan.FromHours(1), TimeSpan.FromDays(60)),
            PushAgainAfter = ReadSpan("Fulfilment:PushAgainAfter", new FulfilmentOptions().PushAgainAfter, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
        };
        ReadCare();
    }

    // What finds, tells and mends what went wrong.
    private void ReadCare()
    {
        Outages = new OutageOptions
        {
            FirstPause = ReadSpan("Outages:FirstPause", new OutageOptions().FirstPause, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(15)),
            LongestPause = ReadSpan("Outages:LongestPause", new OutageOptions().LongestPause, TimeSpan.FromSeconds(1), TimeSpan.FromHours(2)),
            TellAfter = ReadSpan("Outages:TellAfter", new OutageOptions().TellAfter, TimeSpan.Zero, TimeSpan.FromHours(6)),
        };
        Heartbeats = new HeartbeatOptions { SilentAfter = ReadSpan("SilentAfter", new HeartbeatOptions().SilentAfter, TimeSpan.FromSeconds(10), TimeSpan.FromDays(2)) };
        Reconciliation = new ReconciliationOptions
        {
            Span = ReadSpan("Reconciliation:Span", new ReconciliationOptions().Span, TimeSpan.FromHours(1), TimeSpan.FromDays(60)),
            Settling = ReadSpan("Reconciliation:Settling", new ReconciliationOptions().Settling, TimeSpan.Zero, TimeSpan.FromHours(6)),
        };
        PersonalData = new PersonalDataOptions { RetainFor = ReadSpan("PersonalData:RetainFor", new PersonalDataOptions().RetainFor, TimeSpan.Zero, TimeSpan.FromDays(3650)) };
    }

    private GuardOptions ReadGuards() => new()
    {
        MinimumMarginPercent = ReadPercent("Guards:MinimumMarginPercent", -100, 99),
        MaximumPurchase = ReadYuan("Guards:MaximumPurchase"),
        DailyTotal = ReadYuan("Guards:DailyTotal"),
        DailyPerStore = ReadYuan("Guards:DailyPerStore"),
        DailyPerSupplier = ReadYuan("Guards:DailyPerSupplier"),
        DayZone = ReadZone("Guards:DayZone", "Asia/Shanghai"),
        LookAgainAfter = ReadSpan("Guards:LookAgainAfter", new GuardOptions().LookAgainAfter, TimeSpan.FromMinutes(1), TimeSpan.FromHours(12)),
    };

    private void ReadConnectors()
    {
        var values = _configuration.AsEnumerable()
            .Where(setting => setting.Value is not null && setting.Key.StartsWith($"{Section}:", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(setting => setting.Key, setting => setting.Value, StringComparer.OrdinalIgnoreCase);
        var options = new ConnectorsOptions();
        while (true)
        {
            try
            {
                new ConfigurationBuilder().AddInMemoryCollection(values).Build().GetSection(Section).Bind(options);
                break;
            }
            catch (InvalidOperationException exception) when (values.Keys.FirstOrDefault(name => exception.Message.Contains($"'{name}'", StringComparison.OrdinalIgnoreCase)) is { } unread)
            {
                // The binder stops at the first value that it cannot convert. Without that one it comes to the next.
                Report(unread[(Section.Length + 1)..], $"is '{values[unread]}', which cannot be read. {exception.InnerException?.Message ?? exception.Message}");
                values.Remove(unread);
            }
        }

        foreach (var failure in new ConnectorsOptionsValidator().Validate(null, options).Failures ?? [])
        {
            _problems.Add($"{Section}__{failure.Replace(":", "__", StringComparison.Ordinal).Replace("__ ", ": ", StringComparison.Ordinal)}");
        }
    }

    private string? Text(string name) => _configuration[$"{Section}:{name}"] is { Length: > 0 } text ? text : null;

    private static string NameOf(string name) => $"{Section}__{name.Replace(":", "__", StringComparison.Ordinal)}";

    private void Report(string name, string problem) => _problems.Add($"{NameOf(name)} {problem}");

    private Uri ReadAddress(string name)
    {
        if (Text(name) is not { } text)
        {
            Report(name, "is missing; give the address under which this app is reached from outside, such as https://my-dropship.azurewebsites.net/.");
        }
        else if (!Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http"))
        {
            Report(name, $"is '{text}', which is no address; it must begin with https://.");
        }
        else if (uri.Scheme == "http" && !uri.IsLoopback)
        {
            Report(name, $"is '{text}'; approval links must not travel unencrypted, so it must begin with https://.");
        }
        else
        {
            return uri;
        }

        return new Uri("https://unset.invalid/");
    }

    private List<Approver> ReadApprovers()
    {
        var approvers = new List<Approver>();
        foreach (var section in _configuration.GetSection($"{Section}:Approvers").GetChildren())
        {
            var name = $"Approvers:{section.Key}";
            var id = section["Id"] ?? string.Empty;
            if (id.Length == 0 || !id.All(character => char.IsAsciiLetterOrDigit(character) || character == '-'))
            {
                Report($"{name}:Id", $"is '{id}'; give a short name of letters, digits and '-', for links.");
            }

            if (string.IsNullOrWhiteSpace(section["Name"]))
            {
                Report($"{name}:Name", "is missing; give the name that the records carry.");
            }

            var email = section["Email"] ?? string.Empty;
            if (!System.Net.Mail.MailAddress.TryCreate(email, out _))
            {
                Report($"{name}:Email", $"is '{email}', which is no mail address.");
            }

            var language = section["Language"] ?? "en";
            if (language is not ("en" or "zh-CN"))
            {
                Report($"{name}:Language", $"is '{language}'; it must be en or zh-CN.");
            }

            approvers.Add(new Approver(id, section["Name"] ?? string.Empty, email, language == "zh-CN" ? Language.Chinese : Language.English));
        }

        if (approvers.Count == 0)
        {
            Report("Approvers:0:Email", "is missing; at least one person must be there to approve payments (Id, Name, Email, Language).");
        }

        if (approvers.Select(approver => approver.Id).Distinct(StringComparer.Ordinal).Count() < approvers.Count)
        {
            Report("Approvers", "has two persons with the same Id; links could not tell them apart.");
        }

        return approvers;
    }

    private List<SigningKey> ReadSigningKeys(Uri address)
    {
        var keys = new List<SigningKey>();
        foreach (var section in _configuration.GetSection($"{Section}:SigningKeys").GetChildren())
        {
            var id = section["Id"] ?? string.Empty;
            if (id.Length == 0 || !id.All(char.IsAsciiLetterOrDigit))
            {
                Report($"SigningKeys:{section.Key}:Id", $"is '{id}'; give a short name of letters and digits.");
            }

            var secret = new byte[512];
            if (!Convert.TryFromBase64String(section["Secret"] ?? string.Empty, secret, out var length) || length < 32)
            {
                Report($"SigningKeys:{section.Key}:Secret", "must be base64 of at least 32 random bytes, for example from 'openssl rand -base64 32'.");
            }
            else if (!address.IsLoopback && secret.AsSpan(0, length).SequenceEqual(s_sampleSecret))
            {
                Report($"SigningKeys:{section.Key}:Secret", "is the one of the sample, which everybody knows; make your own, for example with 'openssl rand -base64 32'.");
            }

            keys.Add(new SigningKey(id, secret.AsMemory(0, length)));
        }

        if (keys.Select(key => key.Id).Distinct(StringComparer.Ordinal).Count() < keys.Count)
        {
            Report("SigningKeys", "has two keys with the same Id; links could not tell them apart.");
        }

        if (keys.Count == 0)
        {
            Report("SigningKeys:0:Secret", "is missing; approval links cannot be signed without it (Id, Secret).");
        }

        return keys;
    }

    private List<TimeSpan> ReadReminders()
    {
        var texts = _configuration.GetSection($"{Section}:Approvals:RemindAfter").GetChildren().Select(child => child.Value).ToList();
        if (texts.Count == 0)
        {
            return [TimeSpan.FromHours(12), TimeSpan.FromHours(36)];
        }

        var spans = new List<TimeSpan>();
        for (var index = 0; index < texts.Count; index++)
        {
            if (TimeSpan.TryParse(texts[index], CultureInfo.InvariantCulture, out var span) && span > (spans.Count == 0 ? TimeSpan.Zero : spans[^1]))
            {
                spans.Add(span);
            }
            else
            {
                Report($"Approvals:RemindAfter:{index}", $"is '{texts[index]}'; give spans such as 12:00:00, each longer than the one before.");
            }
        }

        return spans;
    }

    private Dictionary<string, decimal> ReadRates()
    {
        var rates = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var section in _configuration.GetSection($"{Section}:YuanPerUnit").GetChildren())
        {
            if (!Currencies.IsKnown(section.Key))
            {
                Report($"YuanPerUnit:{section.Key}", "names a currency that is not known here.");
            }
            else if (!decimal.TryParse(section.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) || rate <= 0)
            {
                Report($"YuanPerUnit:{section.Key}", $"is '{section.Value}'; give how many yuan one unit is worth, such as 7.12.");
            }
            else
            {
                rates[Currencies.Normalise(section.Key)] = rate;
            }
        }

        return rates;
    }

    private DateOnly? ReadDate(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return date;
        }

        Report(name, $"is '{text}'; give a day such as 2026-01-31.");
        return null;
    }

    private Money? ReadYuan(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var yuan) && yuan is > 0 and <= 1_000_000_000 && yuan * 100 == decimal.Truncate(yuan * 100))
        {
            return Money.FromDecimal(yuan, Currencies.Cny);
        }

        Report(name, $"is '{text}'; give yuan such as 500.00, or leave it empty for no limit.");
        return null;
    }

    private decimal? ReadPercent(string name, decimal least, decimal most)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent >= least && percent <= most)
        {
            return percent;
        }

        Report(name, string.Create(CultureInfo.InvariantCulture, $"is '{text}'; give percent between {least} and {most}, such as 2.5, or leave it empty."));
        return null;
    }

    private TimeZoneInfo ReadZone(string name, string standard)
    {
        var text = Text(name) ?? standard;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone))
        {
            return zone;
        }

        Report(name, $"is '{text}', which is no time zone here; give one such as {standard}.");
        return TimeZoneInfo.Utc;
    }

    private TimeSpan ReadSpan(string name, TimeSpan standard, TimeSpan least, TimeSpan most)
    {
        if (Text(name) is not { } text)
        {
            return standard;
        }

        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span >= least && span <= most)
        {
            return span;
        }

        Report(name, $"is '{text}'; give a span such as {standard:c}, between {least:c} and {most:c}.");
        return standard;
    }
}
