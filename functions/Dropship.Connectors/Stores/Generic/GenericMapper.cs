using System.Globalization;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Generic;

/// <summary>Reads submitted orders: docs/reference/order-intake.md. All that is wrong with an order is told at once. Pure.</summary>
internal static class GenericMapper
{
    private const int LongestId = 100;

    private static readonly StorePaymentStatus[] s_payments =
    [
        StorePaymentStatus.Pending,
        StorePaymentStatus.Authorized,
        StorePaymentStatus.PartiallyPaid,
        StorePaymentStatus.Paid,
        StorePaymentStatus.PartiallyRefunded,
        StorePaymentStatus.Refunded,
        StorePaymentStatus.Voided,
    ];

    /// <summary>Reads the orders of a body; null when it is no list of orders.</summary>
    public static IReadOnlyList<OrderSubmission>? Read(ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        try
        {
            return [.. JsonText.Parse(body).Items("orders").Select(json => Order(json, now))];
        }
        catch (Exception exception) when (JsonShape.IsOfReply(exception))
        {
            return null;
        }
    }

    private static OrderSubmission Order(JsonElement json, DateTimeOffset now)
    {
        var fields = new Fields(json, string.Empty, []);
        fields.RefuseOthers(SubmissionFields.Order);
        var id = fields.Text("id", LongestId);
        if (id is not null && (id.Contains('|', StringComparison.Ordinal) || OutsideText.HasInvisible(id)))
        {
            fields.Report("id", "must hold no '|' and nothing that cannot be seen, such as control characters");
        }

        var changedAt = fields.OptionalTime("changedAt");
        if (changedAt - now > TimeSpan.FromMinutes(10))
        {
            fields.Report("changedAt", "is in the future");
        }

        var currency = fields.Text("currency", 10);
        if (currency is not null && !Currencies.IsKnown(currency))
        {
            fields.Report("currency", "is no currency that is known here");
            currency = null;
        }

        var cancelledAt = fields.OptionalTime("cancelledAt");
        var lines = fields.Items("lines").Select(line => Line(line, currency, cancelledAt is not null)).ToList();
        if (lines.Count == 0)
        {
            fields.Report("lines", "must hold at least one");
        }

        if (lines.OfType<OrderLine>().GroupBy(line => line.LineId, StringComparer.Ordinal).Any(group => group.Count() > 1))
        {
            fields.Report("lines", "must each have an id of its own");
        }

        var order = new StoreOrder
        {
            StoreOrderId = id ?? string.Empty,
            Number = fields.OptionalText("number", LongestId) ?? id ?? string.Empty,
            CreatedAt = fields.Time("createdAt"),
            UpdatedAt = default,
            PaidAt = fields.OptionalTime("paidAt"),
            CancelledAt = cancelledAt,
            ShipBy = fields.OptionalTime("shipBy"),
            Payment = fields.Payment("payment"),
            Fulfilment = StoreFulfilmentStatus.Unfulfilled,
            StoreHold = fields.OptionalText("hold", 200),
            Lines = [.. lines.OfType<OrderLine>()],
            Total = fields.Money("total", currency),
            ShipTo = fields.Inner("shipTo") is { } address ? Address(address) : null,
            Note = fields.OptionalText("note", 2000),
            IsTest = fields.Flag("isTest") ?? false,
            HasPlatformLabel = fields.Flag("hasPlatformLabel") ?? false,
        };
        return new OrderSubmission(id, changedAt, fields.Problems.Count == 0 ? order : null, fields.Problems);
    }

    private static OrderLine? Line(Fields fields, string? currency, bool isGone)
    {
        fields.RefuseOthers(SubmissionFields.Line);
        var quantity = fields.Count("quantity") ?? 0;
        var takenBack = fields.OptionalCount("takenBack") ?? 0;
        if (takenBack > quantity)
        {
            fields.Report("takenBack", "must not be above the quantity");
        }

        var requiresShipping = fields.Flag("requiresShipping") ?? true;
        return fields.Text("id", LongestId) is not { } id
            ? null
            : new OrderLine
            {
                LineId = id,
                Sku = fields.OptionalText("sku", 200),
                ProductId = fields.OptionalText("productId", LongestId),
                VariantId = fields.OptionalText("variantId", LongestId),
                Title = fields.Text("title", 500) ?? string.Empty,
                VariantTitle = fields.OptionalText("variant", 500),
                Quantity = quantity,
                OpenQuantity = isGone ? 0 : Math.Max(0, quantity - takenBack),
                UnitPrice = fields.Money("unitPrice", currency),
                RequiresShipping = requiresShipping,
                ImageUrl = fields.OptionalText("imageUrl", 2000),
            };
    }

    private static ShipTo Address(Fields fields)
    {
        fields.RefuseOthers(SubmissionFields.Address);
        var country = fields.Text("country", 2)?.ToUpperInvariant();
        if (country is not null && (country.Length != 2 || !country.All(char.IsAsciiLetterUpper)))
        {
            fields.Report("country", "must be a code of two letters, such as DE");
        }

        return new ShipTo
        {
            FullName = fields.OptionalText("fullName", 200) ?? string.Empty,
            Company = fields.OptionalText("company", 200),
            Phone = fields.OptionalText("phone", 50),
            Mobile = fields.OptionalText("mobile", 50),
            Country = country ?? string.Empty,
            Province = fields.OptionalText("province", 200),
            City = fields.OptionalText("city", 200),
            District = fields.OptionalText("district", 200),
            Town = fields.OptionalText("town", 200),
            Line1 = fields.OptionalText("line1", 500) ?? string.Empty,
            Line2 = fields.OptionalText("line2", 500),
            PostCode = fields.OptionalText("postCode", 30),
        };
    }

    /// <summary>The fields of one object. A field that cannot be read is reported, and the rest is read all the same.</summary>
    private sealed class Fields(JsonElement json, string path, List<string> problems)
    {
        public List<string> Problems => problems;

        public void Report(string name, string problem) => problems.Add($"{path}{name}: {problem}.");

        public void RefuseOthers(IReadOnlyList<string> names)
        {
            if (json.ValueKind != JsonValueKind.Object)
            {
                problems.Add($"{(path.Length == 0 ? "order" : path.TrimEnd('.'))}: must be an object.");
                return;
            }

            foreach (var field in json.EnumerateObject().Where(field => !names.Contains(field.Name, StringComparer.Ordinal)))
            {
                Report(OutsideText.Line(field.Name, 40), "is no field of it");
            }
        }

        public string? Text(string name, int longest)
        {
            var known = problems.Count;
            var text = OptionalText(name, longest);
            ReportMissing(name, text is null && problems.Count == known);
            return text;
        }

        public string? OptionalText(string name, int longest)
        {
            var text = Read(name, () => json.OptionalText(name))?.Trim();
            if (text?.Length > longest)
            {
                Report(name, string.Create(CultureInfo.InvariantCulture, $"must have at most {longest} characters"));
            }

            return text is { Length: > 0 } ? text : null;
        }

        public DateTimeOffset Time(string name)
        {
            var known = problems.Count;
            var time = OptionalTime(name);
            ReportMissing(name, time is null && problems.Count == known);
            return time ?? default;
        }

        public DateTimeOffset? OptionalTime(string name)
        {
            if (OptionalText(name, 40) is not { } text)
            {
                return null;
            }

            // Without an offset it would be another time in each country.
            if (
                DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var read)
                && read.Kind != DateTimeKind.Unspecified
                && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            )
            {
                return time.ToUniversalTime();
            }

            Report(name, "must be a time with its offset, such as 2026-03-01T08:00:00+08:00");
            return null;
        }

        public int? Count(string name)
        {
            if (!json.TryField(name, out _))
            {
                Report(name, "is missing");
            }

            return OptionalCount(name);
        }

        public int? OptionalCount(string name)
        {
            var number = Read(name, () => json.OptionalWhole(name) is { } whole ? whole : (long?)null);
            if (number is < 0 or > 100_000)
            {
                Report(name, "must be from 0 to 100000");
                return null;
            }

            return (int?)number;
        }

        public bool? Flag(string name) => Read(name, () => json.OptionalFlag(name));

        public Money Money(string name, string? currency)
        {
            if (!json.TryField(name, out _))
            {
                Report(name, "is missing");
                return default;
            }

            var money = currency is null ? default : Read(name, () => Core.Money.FromDecimal(json.Decimal(name), currency));
            if (money.Minor < 0)
            {
                Report(name, "must not be negative");
            }

            return money;
        }

        public StorePaymentStatus Payment(string name)
        {
            var text = Text(name, 40);
            var status = Array.Find(s_payments, one => one.ToString().Equals(text, StringComparison.OrdinalIgnoreCase));
            if (status == StorePaymentStatus.Unknown && text is not null)
            {
                Report(name, $"must be one of {string.Join(", ", s_payments)}");
            }

            return status;
        }

        public Fields? Inner(string name) => json.TryField(name, out var inner) ? new Fields(inner, $"{path}{name}.", problems) : null;

        public List<Fields> Items(string name) =>
            Read(name, () => json.OptionalItems(name))
                ?.Select(
                    (item, place) => new Fields(item, string.Create(CultureInfo.InvariantCulture, $"{path}{name}[{place}]."), problems)
                )
                .ToList()
            ?? [];

        private void ReportMissing(string name, bool isMissing)
        {
            if (isMissing)
            {
                Report(name, json.TryField(name, out _) ? "must not be empty" : "is missing");
            }
        }

        private T? Read<T>(string name, Func<T?> read)
        {
            try
            {
                return read();
            }
            catch (Exception exception) when (JsonShape.IsOfReply(exception))
            {
                // The words may hold what stands there, which may be a person's.
                Report(name, "cannot be read: it is of another kind, or has more decimals than its currency");
                return default;
            }
        }
    }
}
