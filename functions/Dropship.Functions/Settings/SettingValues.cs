using System.Globalization;
using Dropship.Core;
using Microsoft.Extensions.Configuration;

namespace Dropship.Functions.Settings;

/// <summary>Reads settings. Invalid values are reported and replaced by the default. Empty values count as not set.</summary>
/// <param name="configuration">Where they stand.</param>
/// <param name="problems">Where what is wrong is reported.</param>
/// <param name="names">Where the names that are read are noted.</param>
internal sealed class SettingValues(IConfiguration configuration, List<string> problems, SettingNames names)
{
    /// <summary>Reports what is wrong with a setting, as the rest of a sentence that begins with its name.</summary>
    public void Report(string name, string problem) => problems.Add($"{NameOf(name)} {problem}");

    /// <summary>An address for the outside: https, but for this machine.</summary>
    public Uri Address(string name)
    {
        if (Text(name) is not { } text)
        {
            Report(
                name,
                "is missing; give the address under which this app is reached from outside, such as https://my-dropship.azurewebsites.net/."
            );
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

    /// <param name="name">The setting.</param>
    /// <param name="latest">The latest day that makes sense.</param>
    public DateOnly? Date(string name, DateOnly latest)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            if (date > latest)
            {
                Report(name, $"is '{text}', which is in the future.");
            }

            return date;
        }

        Report(name, $"is '{text}'; give a day such as 2026-01-31.");
        return null;
    }

    public Money? Yuan(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (
            decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var yuan)
            && yuan is > 0 and <= 1_000_000_000
            && yuan * 100 == decimal.Truncate(yuan * 100)
        )
        {
            return Money.FromDecimal(yuan, Currencies.Cny);
        }

        Report(name, $"is '{text}'; give yuan such as 500.00, or leave it empty for no limit.");
        return null;
    }

    public decimal? Percent(string name, decimal least, decimal most)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (
            decimal.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var percent
            )
            && percent >= least
            && percent <= most
        )
        {
            return percent;
        }

        Report(
            name,
            string.Create(
                CultureInfo.InvariantCulture,
                $"is '{text}'; give percent between {least} and {most}, such as 2.5, or leave it empty."
            )
        );
        return null;
    }

    public int Number(string name, int standard, int least, int most)
    {
        if (Text(name) is not { } text)
        {
            return standard;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Report(name, string.Create(CultureInfo.InvariantCulture, $"is '{text}'; give a whole number from {least} to {most}."));
        return standard;
    }

    public TimeZoneInfo Zone(string name, string standard)
    {
        var text = Text(name) ?? standard;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone))
        {
            return zone;
        }

        Report(name, $"is '{text}', which is no time zone here; give one such as {standard}.");
        return TimeZoneInfo.Utc;
    }

    /// <summary>A name; null when it is not set.</summary>
    public string? Name(string name) => Text(name);

    /// <summary>A time of the day; null when it is not set.</summary>
    public TimeOnly? Time(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return time;
        }

        Report(name, $"is '{text}'; give a time of the day such as 08:30, or leave it empty.");
        return null;
    }

    public TimeSpan Span(string name, TimeSpan standard, TimeSpan least, TimeSpan most)
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

    private string? Text(string name)
    {
        names.Add(name);
        return configuration[$"{DropshipSettings.Section}:{name}"] is { Length: > 0 } text ? text : null;
    }

    private static string NameOf(string name) => $"{DropshipSettings.Section}__{name.Replace(":", "__", StringComparison.Ordinal)}";
}
