using System.Globalization;
using System.Text;
using Dropship.Connectors;
using Dropship.Core;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Ingest;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Purchasing;
using Dropship.Core.Purchasing.Guards;
using Dropship.Core.Upkeep;
using Microsoft.Extensions.Configuration;

namespace Dropship.Functions.Settings;

/// <summary>The configuration, read and checked once at start. What is wrong is collected, so that a person mends it in one go.</summary>
public sealed class DropshipSettings
{
    public const string Section = "Dropship";

    // The secret of local.settings.sample.json: good on one machine, never under a public address.
    private static readonly byte[] s_sampleSecret = [.. Enumerable.Range(0, 32).Select(number => (byte)number)];

    private readonly IConfiguration _configuration;
    private readonly SettingValues _values;
    private readonly SettingNames _names = new();
    private readonly List<string> _problems = [];

    private DropshipSettings(IConfiguration configuration)
    {
        _configuration = configuration;
        _values = new SettingValues(configuration, _problems, _names);
    }

    /// <summary>All that is wrong: the setting's name, what is wrong with it, and what to do. None when the app may start.</summary>
    public IReadOnlyList<string> Problems => _problems;

    public ApprovalOptions Approvals { get; private set; } = null!;

    public PullOptions Pull { get; private set; } = new();

    /// <summary>The rates between the stores' currencies and yuan.</summary>
    public ExchangeRates Rates { get; private set; } = ExchangeRates.None;

    public GuardOptions Guards { get; private set; } = new();

    public PurchasingOptions Purchasing { get; private set; } = new();

    public FulfilmentOptions Fulfilment { get; private set; } = new();

    /// <summary>When the team gets its digest, and when it is left alone.</summary>
    public TeamOptions Team { get; private set; } = new();

    public OutageOptions Outages { get; private set; } = new();

    public HeartbeatOptions Heartbeats { get; private set; } = new();

    public WaitOptions Waits { get; private set; } = new();

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
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"Dropship.Functions cannot start: {_problems.Count} {(_problems.Count == 1 ? "setting needs" : "settings need")} attention."
        );
        foreach (var problem in _problems)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  - {problem}");
        }

        return text.Append("Settings are named here as environment variables; local.settings.sample.json shows all of them.").ToString();
    }

    private void ReadAll()
    {
        _problems.AddRange(TriggerSettings.Problems(_configuration));
        var address = _values.Address("PublicAddress");
        Rates = new ExchangeRates
        {
            YuanPerUnit = ReadRates(),
            Of = _values.Date("RatesAsOf", DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(1)),
        };
        Approvals = new ApprovalOptions
        {
            Approvers = ReadApprovers(),
            PublicAddress = address,
            SigningKeys = ReadSigningKeys(address),
            ExpiresAfter = _values.Span("Approvals:ExpiresAfter", TimeSpan.FromHours(48), TimeSpan.FromMinutes(1), TimeSpan.FromDays(14)),
            RemindAfter = ReadReminders(),
            SecondApproverId = ReadSecondApprover(),
            EscalateAfter = _values.Span("Approvals:EscalateAfter", TimeSpan.FromHours(24), TimeSpan.FromMinutes(1), TimeSpan.FromDays(14)),
            EscalateAlertsAfter = _values.Span(
                "Approvals:EscalateAlertsAfter",
                TimeSpan.FromHours(4),
                TimeSpan.FromMinutes(1),
                TimeSpan.FromDays(14)
            ),
            EscalateStoreAlertsAfter = _values.Span(
                "Approvals:EscalateStoreAlertsAfter",
                TimeSpan.FromDays(7),
                TimeSpan.FromMinutes(1),
                TimeSpan.FromDays(60)
            ),
            CancelExpiredAfter = _values.Span("Approvals:CancelExpiredAfter", TimeSpan.FromHours(12), TimeSpan.Zero, TimeSpan.FromDays(14)),
            PageLifetime = _values.Span(
                "Approvals:PageLifetime",
                TimeSpan.FromMinutes(30),
                TimeSpan.FromMinutes(1),
                TimeSpan.FromHours(12)
            ),
            AskAgainAfter = _values.Span("Approvals:AskAgainAfter", TimeSpan.FromHours(12), TimeSpan.FromMinutes(1), TimeSpan.FromDays(7)),
            CollectFor = _values.Span("Approvals:CollectFor", TimeSpan.FromMinutes(3), TimeSpan.Zero, TimeSpan.FromHours(1)),
            CollectAlertsFor = _values.Span("Approvals:CollectAlertsFor", TimeSpan.FromMinutes(2), TimeSpan.Zero, TimeSpan.FromHours(1)),
            Tolerance = new PriceTolerance(
                _values.Percent("Approvals:TolerancePercent", 0, 100),
                _values.Yuan("Approvals:ToleranceAmount")
            ),
            Rates = Rates,
        };
        Pull = new PullOptions
        {
            Overlap = _values.Span("Pull:Overlap", new PullOptions().Overlap, TimeSpan.FromSeconds(10), TimeSpan.FromHours(6)),
            FirstLookBack = _values.Span("Pull:FirstLookBack", new PullOptions().FirstLookBack, TimeSpan.Zero, TimeSpan.FromDays(60)),
            RetryAfter = _values.Span("Pull:RetryAfter", new PullOptions().RetryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
        };
        ReadConnectors();
        Guards = ReadGuards();
        Purchasing = new PurchasingOptions
        {
            LookUpDelay = _values.Span(
                "Purchasing:LookUpDelay",
                new PurchasingOptions().LookUpDelay,
                TimeSpan.FromSeconds(1),
                TimeSpan.FromHours(1)
            ),
            LookUpAgainAfter = _values.Span(
                "Purchasing:LookUpAgainAfter",
                new PurchasingOptions().LookUpAgainAfter,
                TimeSpan.FromSeconds(1),
                TimeSpan.FromHours(6)
            ),
            RetryAfter = _values.Span(
                "Purchasing:RetryAfter",
                new PurchasingOptions().RetryAfter,
                TimeSpan.FromSeconds(1),
                TimeSpan.FromHours(1)
            ),
            SweepOverlap = _values.Span(
                "Purchasing:SweepOverlap",
                new PurchasingOptions().SweepOverlap,
                TimeSpan.FromSeconds(10),
                TimeSpan.FromHours(6)
            ),
        };
        Fulfilment = new FulfilmentOptions
        {
            WarnBeforeShipBy = _values.Span(
                "Fulfilment:WarnBeforeShipBy",
                new FulfilmentOptions().WarnBeforeShipBy,
                TimeSpan.Zero,
                TimeSpan.FromDays(14)
            ),
            SupplierShipsWithin = _values.Span(
                "Fulfilment:SupplierShipsWithin",
                new FulfilmentOptions().SupplierShipsWithin,
                TimeSpan.FromHours(1),
                TimeSpan.FromDays(60)
            ),
            ForwarderShipsWithin = _values.Span(
                "Fulfilment:ForwarderShipsWithin",
                new FulfilmentOptions().ForwarderShipsWithin,
                TimeSpan.FromHours(1),
                TimeSpan.FromDays(60)
            ),
            ForwarderSilentAfter = _values.Span(
                "Fulfilment:ForwarderSilentAfter",
                new FulfilmentOptions().ForwarderSilentAfter,
                TimeSpan.FromHours(1),
                TimeSpan.FromDays(90)
            ),
            ForwarderLookEvery = _values.Span(
                "Fulfilment:ForwarderLookEvery",
                new FulfilmentOptions().ForwarderLookEvery,
                TimeSpan.FromSeconds(1),
                TimeSpan.FromDays(7)
            ),
            PickupWithin = _values.Span(
                "Fulfilment:PickupWithin",
                new FulfilmentOptions().PickupWithin,
                TimeSpan.FromSeconds(1),
                TimeSpan.FromDays(30)
            ),
            SilentAfter = _values.Span(
                "Fulfilment:SilentAfter",
                new FulfilmentOptions().SilentAfter,
                TimeSpan.FromHours(1),
                TimeSpan.FromDays(365)
            ),
            PushBeforeShipBy = _values.Span(
                "Fulfilment:PushBeforeShipBy",
                new FulfilmentOptions().PushBeforeShipBy,
                TimeSpan.Zero,
                TimeSpan.FromDays(14)
            ),
            PushAgainAfter = _values.Span(
                "Fulfilment:PushAgainAfter",
                new FulfilmentOptions().PushAgainAfter,
                TimeSpan.FromSeconds(1),
                TimeSpan.FromHours(1)
            ),
        };
        ReadCare();
        _problems.AddRange(_names.Unknown(_configuration));
    }

    // What finds, tells and mends what went wrong.
    private void ReadCare()
    {
        Team = ReadTeam();
        Outages = new OutageOptions
        {
            FirstPause = _values.Span(
                "Outages:FirstPause",
                new OutageOptions().FirstPause,
                TimeSpan.FromSeconds(1),
                TimeSpan.FromMinutes(15)
            ),
            LongestPause = _values.Span(
                "Outages:LongestPause",
                new OutageOptions().LongestPause,
                TimeSpan.FromSeconds(1),
                TimeSpan.FromHours(2)
            ),
            AlertAfter = _values.Span("Outages:AlertAfter", new OutageOptions().AlertAfter, TimeSpan.Zero, TimeSpan.FromHours(6)),
        };
        Heartbeats = new HeartbeatOptions
        {
            StaleAfter = _values.Span("StaleAfter", new HeartbeatOptions().StaleAfter, TimeSpan.FromSeconds(10), TimeSpan.FromDays(2)),
        };
        Waits = new WaitOptions
        {
            StepsWithin = _values.Span("Waits:StepsWithin", new WaitOptions().StepsWithin, TimeSpan.FromMinutes(10), TimeSpan.FromDays(2)),
            CustomerPaysWithin = _values.Span(
                "Waits:CustomerPaysWithin",
                new WaitOptions().CustomerPaysWithin,
                TimeSpan.FromHours(1),
                TimeSpan.FromDays(90)
            ),
            StoreShowsWithin = _values.Span(
                "Waits:StoreShowsWithin",
                new WaitOptions().StoreShowsWithin,
                TimeSpan.FromMinutes(10),
                TimeSpan.FromDays(14)
            ),
        };
        Reconciliation = new ReconciliationOptions
        {
            Span = _values.Span("Reconciliation:Span", new ReconciliationOptions().Span, TimeSpan.FromHours(1), TimeSpan.FromDays(60)),
            Settling = _values.Span("Reconciliation:Settling", new ReconciliationOptions().Settling, TimeSpan.Zero, TimeSpan.FromHours(6)),
        };
        PersonalData = new PersonalDataOptions
        {
            RetainFor = _values.Span("PersonalData:RetainFor", new PersonalDataOptions().RetainFor, TimeSpan.Zero, TimeSpan.FromDays(3650)),
        };
    }

    private TeamOptions ReadTeam()
    {
        var (from, until) = (_values.Time("QuietHours:From"), _values.Time("QuietHours:Until"));
        var quietZone = _values.Zone("QuietHours:Zone", "Asia/Shanghai");
        if (from is null != until is null || (from is not null && from == until))
        {
            _values.Report(
                from is null ? "QuietHours:Until" : "QuietHours:From",
                "must be set together with the other end, and differ from it."
            );
        }

        return new TeamOptions
        {
            DigestAt = _values.Time("Digest:At"),
            DigestZone = _values.Zone("Digest:Zone", "Asia/Shanghai"),
            Quiet = from is { } begin && until is { } end && begin != end ? new QuietHours(begin, end, quietZone) : null,
        };
    }

    private GuardOptions ReadGuards() =>
        new()
        {
            MinimumMarginPercent = _values.Percent("Guards:MinimumMarginPercent", -100, 99),
            MaximumPurchase = _values.Yuan("Guards:MaximumPurchase"),
            DailyTotal = _values.Yuan("Guards:DailyTotal"),
            DailyPerStore = _values.Yuan("Guards:DailyPerStore"),
            DailyPerSupplier = _values.Yuan("Guards:DailyPerSupplier"),
            MaximumLatePercent = _values.Percent("Guards:MaximumLatePercent", 0, 100),
            MaximumSuspectedPercent = _values.Percent("Guards:MaximumSuspectedPercent", 0, 100),
            MaximumPriceRisePercent = _values.Percent("Guards:MaximumPriceRisePercent", 0, 100),
            MaximumCancelledPercent = _values.Percent("Guards:MaximumCancelledPercent", 0, 100),
            SupplierWindow = _values.Span(
                "Guards:SupplierWindow",
                new GuardOptions().SupplierWindow,
                TimeSpan.FromDays(1),
                TimeSpan.FromDays(90)
            ),
            SupplierLeastPurchases = _values.Number("Guards:SupplierLeastPurchases", new GuardOptions().SupplierLeastPurchases, 1, 100_000),
            RatesUsableFor = _values.Span(
                "Guards:RatesUsableFor",
                new GuardOptions().RatesUsableFor,
                TimeSpan.FromDays(1),
                TimeSpan.FromDays(366)
            ),
            FetchedRatesUsableFor = _values.Span(
                "Guards:FetchedRatesUsableFor",
                new GuardOptions().FetchedRatesUsableFor,
                TimeSpan.FromDays(1),
                TimeSpan.FromDays(366)
            ),
            DayZone = _values.Zone("Guards:DayZone", "Asia/Shanghai"),
            LookAgainAfter = _values.Span(
                "Guards:LookAgainAfter",
                new GuardOptions().LookAgainAfter,
                TimeSpan.FromMinutes(1),
                TimeSpan.FromHours(12)
            ),
        };

    private void ReadConnectors()
    {
        var values = _configuration
            .AsEnumerable()
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
            catch (InvalidOperationException exception)
                when (values.Keys.FirstOrDefault(name => exception.Message.Contains($"'{name}'", StringComparison.OrdinalIgnoreCase))
                        is { } unread
                )
            {
                // The binder stops at the first value that it cannot convert. Without that one it comes to the next.
                _values.Report(
                    unread[(Section.Length + 1)..],
                    $"is '{values[unread]}', which cannot be read. {exception.InnerException?.Message ?? exception.Message}"
                );
                values.Remove(unread);
            }
        }

        foreach (var failure in new ConnectorsOptionsValidator().Validate(null, options).Failures ?? [])
        {
            _problems.Add(
                $"{Section}__{failure.Replace(":", "__", StringComparison.Ordinal).Replace("__ ", ": ", StringComparison.Ordinal)}"
            );
        }
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
                _values.Report($"{name}:Id", $"is '{id}'; give a short name of letters, digits and '-', for links.");
            }

            if (string.IsNullOrWhiteSpace(section["Name"]))
            {
                _values.Report($"{name}:Name", "is missing; give the name that the records carry.");
            }

            var email = section["Email"] ?? string.Empty;
            if (!System.Net.Mail.MailAddress.TryCreate(email, out _))
            {
                _values.Report($"{name}:Email", $"is '{email}', which is no mail address.");
            }

            var language = section["Language"] ?? "en";
            if (language is not ("en" or "zh-CN"))
            {
                _values.Report($"{name}:Language", $"is '{language}'; it must be en or zh-CN.");
            }

            approvers.Add(
                new Approver(id, section["Name"] ?? string.Empty, email, language == "zh-CN" ? Language.Chinese : Language.English)
            );
        }

        if (approvers.Count == 0)
        {
            _values.Report(
                "Approvers:0:Email",
                "is missing; at least one person must be there to approve payments (Id, Name, Email, Language)."
            );
        }

        if (approvers.Select(approver => approver.Id).Distinct(StringComparer.Ordinal).Count() < approvers.Count)
        {
            _values.Report("Approvers", "has two persons with the same Id; links could not tell them apart.");
        }

        return approvers;
    }

    private string? ReadSecondApprover()
    {
        if (_values.Name("Approvals:SecondApprover") is not { } id)
        {
            return null;
        }

        var ids = _configuration.GetSection($"{Section}:Approvers").GetChildren().Select(section => section["Id"]).ToList();
        if (!ids.Contains(id))
        {
            _values.Report("Approvals:SecondApprover", $"is '{id}', which is the Id of no approver.");
        }
        else if (ids.Count == 1)
        {
            _values.Report("Approvals:SecondApprover", "is the only approver, so that nobody would be told first; add another one.");
        }

        return id;
    }

    private List<SigningKey> ReadSigningKeys(Uri address)
    {
        var keys = new List<SigningKey>();
        foreach (var section in _configuration.GetSection($"{Section}:SigningKeys").GetChildren())
        {
            var id = section["Id"] ?? string.Empty;
            if (id.Length == 0 || !id.All(char.IsAsciiLetterOrDigit))
            {
                _values.Report($"SigningKeys:{section.Key}:Id", $"is '{id}'; give a short name of letters and digits.");
            }

            var secret = new byte[512];
            if (!Convert.TryFromBase64String(section["Secret"] ?? string.Empty, secret, out var length) || length < 32)
            {
                _values.Report(
                    $"SigningKeys:{section.Key}:Secret",
                    "must be base64 of at least 32 random bytes, for example from 'openssl rand -base64 32'."
                );
            }
            else if (!address.IsLoopback && secret.AsSpan(0, length).SequenceEqual(s_sampleSecret))
            {
                _values.Report(
                    $"SigningKeys:{section.Key}:Secret",
                    "is the one of the sample, which everybody knows; make your own, for example with 'openssl rand -base64 32'."
                );
            }

            keys.Add(new SigningKey(id, secret.AsMemory(0, length)));
        }

        if (keys.Select(key => key.Id).Distinct(StringComparer.Ordinal).Count() < keys.Count)
        {
            _values.Report("SigningKeys", "has two keys with the same Id; links could not tell them apart.");
        }

        if (keys.Count == 0)
        {
            _values.Report("SigningKeys:0:Secret", "is missing; approval links cannot be signed without it (Id, Secret).");
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
            if (
                TimeSpan.TryParse(texts[index], CultureInfo.InvariantCulture, out var span)
                && span > (spans.Count == 0 ? TimeSpan.Zero : spans[^1])
            )
            {
                spans.Add(span);
            }
            else
            {
                _values.Report(
                    $"Approvals:RemindAfter:{index}",
                    $"is '{texts[index]}'; give spans such as 12:00:00, each longer than the one before."
                );
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
                _values.Report($"YuanPerUnit:{section.Key}", "names a currency that is not known here.");
            }
            else if (
                !decimal.TryParse(section.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate)
                || rate <= 0
            )
            {
                _values.Report($"YuanPerUnit:{section.Key}", $"is '{section.Value}'; give how many yuan one unit is worth, such as 7.12.");
            }
            else
            {
                rates[Currencies.Normalise(section.Key)] = rate;
            }
        }

        return rates;
    }
}
