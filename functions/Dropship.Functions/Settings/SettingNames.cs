using Dropship.Connectors;
using Microsoft.Extensions.Configuration;

namespace Dropship.Functions.Settings;

/// <summary>The names of the settings that are read. Any other one is told, for a limit under a misspelt name limits nothing.</summary>
internal sealed class SettingNames
{
    private const string AnyIndex = "*";

    // More differences than this are another word.
    private const int FarthestOutside = 3;

    private static readonly string[] s_lists =
    [
        "Approvers:*:Id",
        "Approvers:*:Name",
        "Approvers:*:Email",
        "Approvers:*:Language",
        "Chats:*:Id",
        "Chats:*:Kind",
        "Chats:*:Address",
        "Chats:*:Secret",
        "Chats:*:Language",
        "Couriers:*:Id",
        "Couriers:*:Kind",
        "Couriers:*:Key",
        "Couriers:*:Customer",
        "Couriers:*:Secret",
        "Couriers:*:SigningSecret",
        "Couriers:*:Address",
        "SigningKeys:*:Id",
        "SigningKeys:*:Secret",
        "Approvals:RemindAfter:*",
    ];

    private readonly HashSet<string> _known = new(
        [.. s_lists, .. NamesOf(typeof(ConnectorsOptions), string.Empty)],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Notes that a setting is read.</summary>
    public void Add(string name) => _known.Add(name);

    /// <summary>Each setting that nobody reads, with the name that it is most like.</summary>
    public IEnumerable<string> Unknown(IConfiguration configuration)
    {
        const string prefix = DropshipSettings.Section + ":";
        foreach (var (key, value) in configuration.AsEnumerable().OrderBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase))
        {
            if (value is null)
            {
                continue;
            }

            if (!key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                if (
                    key.StartsWith("Drop", StringComparison.OrdinalIgnoreCase)
                    && Nearest(Folded(key), prefix) is { Distance: <= FarthestOutside } meant
                )
                {
                    yield return Problem(key, prefix + meant.Name);
                }

                continue;
            }

            var name = key[prefix.Length..];

            // The currencies that may stand there are checked with the rates.
            if (
                !_known.Contains(Folded(name))
                && !(name.StartsWith("YuanPerUnit:", StringComparison.OrdinalIgnoreCase) && name.Count(character => character == ':') == 1)
            )
            {
                yield return Problem(key, prefix + Nearest(Folded(name), string.Empty).Name);
            }
        }
    }

    private static string Problem(string key, string nearest) =>
        $"{Shown(key)} is no setting of this app; the nearest is {Shown(nearest)}.";

    private static string Shown(string name) =>
        name.Replace(":", "__", StringComparison.Ordinal).Replace(AnyIndex, "0", StringComparison.Ordinal);

    private static string Folded(string name) =>
        string.Join(':', name.Split(':').Select(part => part.Length > 0 && part.All(char.IsAsciiDigit) ? AnyIndex : part));

    private static IEnumerable<string> NamesOf(Type options, string prefix) =>
        options
            .GetProperties()
            .SelectMany(property =>
                property.PropertyType.Namespace!.StartsWith("Dropship.", StringComparison.Ordinal) && property.PropertyType.IsClass
                    ? NamesOf(property.PropertyType, $"{prefix}{property.Name}:")
                    : [prefix + property.Name]
            );

    private (string Name, int Distance) Nearest(string name, string prefix) =>
        _known
            .Append("YuanPerUnit:USD")
            .Select(known => (Name: known, Distance: Distance(name.ToUpperInvariant(), $"{prefix}{known}".ToUpperInvariant())))
            .OrderBy(one => one.Distance)
            .ThenBy(one => one.Name, StringComparer.Ordinal)
            .First();

    // How many letters have to be put in, left out or changed.
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var changed = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
