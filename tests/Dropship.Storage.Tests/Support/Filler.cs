using System.Collections;
using System.Globalization;
using System.Reflection;
using Dropship.Core;

namespace Dropship.Storage.Tests.Support;

/// <summary>
/// Makes records with something in every property, found by reflection: a field that is added later is covered without anybody thinking
/// of it. The same seed makes the same record.
/// </summary>
internal sealed class Filler(int seed)
{
    private static readonly string[] s_words =
    [
        "plain",
        "订单 中文",
        "Trần Thị Hồng",
        "naïve \"quoted\" \\ back",
        "line\nbreak\ttab",
        "😀👩‍👩‍👧",
        "عربى",
        "<b>&amp;'+",
        " edge ",
        "{\"json\":1}",
    ];

    private readonly Random _random = new(seed);
    private readonly NullabilityInfoContext _nullability = new();
    private int _count;

    /// <summary>How many of the properties that may be null are left null, out of a hundred.</summary>
    public int NullsPercent { get; init; }

    /// <summary>What a property of some type gets, instead of something made up.</summary>
    public Dictionary<Type, Func<object>> Given { get; } = [];

    public T Make<T>()
        where T : class => (T)Make(typeof(T));

    private object Make(Type type)
    {
        if (Given.TryGetValue(type, out var given))
        {
            return given();
        }

        var count = ++_count;
        if (type.IsEnum)
        {
            // Never the first: it is what a property has that was forgotten.
            var values = Enum.GetValues(type);
            return values.GetValue(_random.Next(1, values.Length))!;
        }

        return type switch
        {
            _ when type == typeof(string) => string.Create(
                CultureInfo.InvariantCulture,
                $"{s_words[_random.Next(s_words.Length)]} {count}"
            ),
            _ when type == typeof(int) => _random.Next(1, 100_000),
            _ when type == typeof(double) => _random.NextDouble() + 1,
            _ when type == typeof(decimal) => decimal.Round((decimal)_random.NextDouble() * 100, 2) + 0.01m,
            _ when type == typeof(bool) => true,
            _ when type == typeof(DateOnly) => new DateOnly(2026, 1, 1).AddDays(_random.Next(3000)),
            _ when type == typeof(DateTimeOffset) => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(
                _random.NextInt64(TimeSpan.TicksPerDay * 3000)
            ),
            _ when type == typeof(TimeSpan) => TimeSpan.FromTicks(_random.NextInt64(TimeSpan.TicksPerDay)),
            _ when type == typeof(Money) => Money.Cny(_random.NextInt64(-1_000_000_000, 1_000_000_000)),
            _ when type == typeof(Uri) => new Uri(
                string.Create(CultureInfo.InvariantCulture, $"https://example.com/路径/{count}?q={_random.Next()}#x")
            ),
            _ when type == typeof(OrderKey) => new OrderKey("some-shop", count.ToString(CultureInfo.InvariantCulture)),
            _ when type == typeof(PurchaseOrderKey) => PurchaseOrderKey.Create(
                new OrderKey("some-shop", count.ToString(CultureInfo.InvariantCulture)),
                "b2b-1",
                "digest",
                PurchasePurpose.Sale,
                _random.Next(1, 9)
            ),
            { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) => ListOf(
                type.GetGenericArguments()[0]
            ),
            { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) => DictionaryOf(
                type.GetGenericArguments()
            ),
            _ when type.Namespace!.StartsWith("Dropship.Core", StringComparison.Ordinal) => Record(type),
            _ => throw new NotSupportedException($"The filler makes no {type}: teach it."),
        };
    }

    private object Record(Type type)
    {
        // A positional record is made by its constructor, the others by their properties.
        var constructor = type.GetConstructors().OrderByDescending(candidate => candidate.GetParameters().Length).First();
        var value = constructor.Invoke([
            .. constructor.GetParameters().Select(parameter => ValueFor(parameter.ParameterType, _nullability.Create(parameter))),
        ]);
        var positional = constructor.GetParameters().Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal);
        foreach (
            var property in type.GetProperties().Where(property => property.SetMethod is not null && !positional.Contains(property.Name))
        )
        {
            property.SetValue(value, ValueFor(property.PropertyType, _nullability.Create(property)));
        }

        return value;
    }

    private object? ValueFor(Type type, NullabilityInfo nullability)
    {
        var mayBeNull = Nullable.GetUnderlyingType(type) is not null || nullability.ReadState == NullabilityState.Nullable;
        return mayBeNull && _random.Next(100) < NullsPercent ? null : Make(Nullable.GetUnderlyingType(type) ?? type);
    }

    private IList ListOf(Type item)
    {
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
        for (var left = NullsPercent == 0 ? 2 : _random.Next(4); left > 0; left--)
        {
            list.Add(Make(item));
        }

        return list;
    }

    private IDictionary DictionaryOf(Type[] types)
    {
        var dictionary = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(types))!;
        for (var left = 2; left > 0; left--)
        {
            dictionary.Add(Make(types[0]), Make(types[1]));
        }

        return dictionary;
    }
}
