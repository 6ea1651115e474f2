using System.Security.Cryptography;
using System.Text;

namespace Dropship.Core;

/// <summary>Where and to whom goods go, as the store gave it. Personal data: kept in a row of its own, never logged.</summary>
public sealed record ShipTo
{
    public required string FullName { get; init; }

    public string? Company { get; init; }

    /// <summary>Digits and signs as the store gave them.</summary>
    public string? Phone { get; init; }

    public string? Mobile { get; init; }

    /// <summary>ISO 3166 two-letter code in capitals.</summary>
    public required string Country { get; init; }

    public string? Province { get; init; }

    public string? City { get; init; }

    public string? District { get; init; }

    public string? Town { get; init; }

    public required string Line1 { get; init; }

    public string? Line2 { get; init; }

    public string? PostCode { get; init; }

    /// <summary>A short digest that tells two addresses apart without telling either.</summary>
    public string Digest()
    {
        var text = string.Join('\n', FullName, Company, Phone, Mobile, Country, Province, City, District, Town, Line1, Line2, PostCode);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }

    /// <summary>What may be shown to tell a parcel's whereabouts: country, province and city.</summary>
    public string Area => string.Join(", ", ((string?[])[City, Province, Country]).Where(part => !string.IsNullOrWhiteSpace(part)));

    /// <summary>Personal data stays out of logs and traces.</summary>
    public override string ToString() => $"ShipTo {{ {Country} }}";
}
