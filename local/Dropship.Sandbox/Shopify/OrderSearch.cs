using System.Globalization;

namespace Dropship.Sandbox.Shopify;

/// <summary>The search syntax behind <c>orders(query:)</c>: terms, comparators, AND, OR, NOT and parentheses.</summary>
internal sealed class OrderSearch
{
    private readonly List<string> _tokens;
    private readonly List<string> _unknown = [];
    private int _next;

    private OrderSearch(string query) => _tokens = Tokens(query);

    /// <summary>Fields that the search does not know. The real service ignores such a term and only warns.</summary>
    public IReadOnlyList<string> UnknownFields => _unknown;

    public Func<StoreOrder, bool> Matches { get; private set; } = static _ => true;

    public static OrderSearch Parse(string? query)
    {
        var search = new OrderSearch(query ?? string.Empty);
        if (search._tokens.Count > 0)
        {
            search.Matches = search.Either();
        }

        return search;
    }

    private static List<string> Tokens(string query)
    {
        var tokens = new List<string>();
        var position = 0;
        while (position < query.Length)
        {
            var c = query[position];
            if (char.IsWhiteSpace(c))
            {
                position++;
                continue;
            }

            if (c is '(' or ')')
            {
                tokens.Add(c.ToString());
                position++;
                continue;
            }

            var token = string.Empty;
            while (position < query.Length && !char.IsWhiteSpace(query[position]) && query[position] is not ('(' or ')'))
            {
                var quote = query[position];
                if (quote is '\'' or '"')
                {
                    var end = query.IndexOf(quote, position + 1);
                    end = end < 0 ? query.Length : end;
                    token += query[(position + 1)..end];
                    position = Math.Min(end + 1, query.Length);
                }
                else
                {
                    token += quote;
                    position++;
                }
            }

            tokens.Add(token);
        }

        return tokens;
    }

    private Func<StoreOrder, bool> Either()
    {
        var left = Both();
        while (_next < _tokens.Count && _tokens[_next] == "OR")
        {
            _next++;
            var (first, second) = (left, Both());
            left = order => first(order) || second(order);
        }

        return left;
    }

    private Func<StoreOrder, bool> Both()
    {
        var left = One();
        while (_next < _tokens.Count && _tokens[_next] is not ("OR" or ")"))
        {
            if (_tokens[_next] == "AND")
            {
                _next++;
            }

            var (first, second) = (left, One());
            left = order => first(order) && second(order);
        }

        return left;
    }

    private Func<StoreOrder, bool> One()
    {
        if (_next >= _tokens.Count)
        {
            return static _ => true;
        }

        var token = _tokens[_next++];
        if (token == "NOT")
        {
            var inner = One();
            return order => !inner(order);
        }

        if (token == "(")
        {
            var inner = Either();
            if (_next < _tokens.Count && _tokens[_next] == ")")
            {
                _next++;
            }

            return inner;
        }

        if (token.StartsWith('-'))
        {
            var inner = Term(token[1..]);
            return order => !inner(order);
        }

        return Term(token);
    }

    private Func<StoreOrder, bool> Term(string token)
    {
        var colon = token.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return order =>
                order.Name.Contains(token, StringComparison.OrdinalIgnoreCase)
                || (order.Email?.Contains(token, StringComparison.OrdinalIgnoreCase) ?? false);
        }

        var field = token[..colon];
        var value = token[(colon + 1)..];
        var comparator =
            value.StartsWith(">=", StringComparison.Ordinal) || value.StartsWith("<=", StringComparison.Ordinal) ? value[..2]
            : value.StartsWith('>') || value.StartsWith('<') ? value[..1]
            : string.Empty;
        value = value[comparator.Length..];
        return field switch
        {
            "updated_at" => Time(order => order.UpdatedAt, comparator, value),
            "created_at" or "processed_at" => Time(order => order.CreatedAt, comparator, value),
            "id" => order =>
                Compare(order.Id, comparator, long.TryParse(value, CultureInfo.InvariantCulture, out var id) ? id : long.MinValue),
            "name" => order => order.Name == value || order.Name == "#" + value,
            "tag" => order => order.Tags.Contains(value, StringComparer.OrdinalIgnoreCase),
            "email" => order => string.Equals(order.Email, value, StringComparison.OrdinalIgnoreCase),
            "test" => order => order.Test == (value == "true"),
            "financial_status" => order => string.Equals(order.FinancialStatus, value, StringComparison.OrdinalIgnoreCase),
            "fulfillment_status" => order => Fulfillment(order, value),
            "status" => order =>
                value switch
                {
                    "open" => order.CancelledAt is null && order.ClosedAt is null,
                    "closed" => order.ClosedAt is not null,
                    "cancelled" => order.CancelledAt is not null,
                    "not_closed" => order.ClosedAt is null,
                    _ => false,
                },
            _ => Unknown(field),
        };
    }

    private Func<StoreOrder, bool> Unknown(string field)
    {
        _unknown.Add(field);
        return static _ => true;
    }

    private static bool Fulfillment(StoreOrder order, string value) =>
        value.ToLowerInvariant() switch
        {
            "unshipped" or "unfulfilled" => order.DisplayFulfillmentStatus is "UNFULFILLED" or "ON_HOLD" or "SCHEDULED" or "IN_PROGRESS",
            "shipped" or "fulfilled" => order.DisplayFulfillmentStatus == "FULFILLED",
            "partial" => order.DisplayFulfillmentStatus == "PARTIALLY_FULFILLED",
            "on_hold" => order.DisplayFulfillmentStatus == "ON_HOLD",
            "scheduled" => order.DisplayFulfillmentStatus == "SCHEDULED",
            _ => false,
        };

    private static Func<StoreOrder, bool> Time(Func<StoreOrder, DateTimeOffset> of, string comparator, string value)
    {
        if (!DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var limit))
        {
            return static _ => false;
        }

        return order => Compare(of(order).ToUnixTimeSeconds(), comparator, limit.ToUnixTimeSeconds());
    }

    private static bool Compare(long value, string comparator, long limit) =>
        comparator switch
        {
            ">=" => value >= limit,
            "<=" => value <= limit,
            ">" => value > limit,
            "<" => value < limit,
            _ => value == limit,
        };
}
