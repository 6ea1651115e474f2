using System.Reflection;
using Dropship.Functions.Settings;

namespace Dropship.Repository.Tests.Support;

/// <summary>The triggers of the app's functions.</summary>
internal static class Triggers
{
    public static IReadOnlyList<Attribute> All { get; } =
    [
        .. typeof(DropshipSettings)
            .Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetParameters())
            .SelectMany(parameter => parameter.GetCustomAttributes())
            .Where(attribute => attribute.GetType().Name.EndsWith("TriggerAttribute", StringComparison.Ordinal)),
    ];

    public static IEnumerable<T> Of<T>()
        where T : Attribute => All.OfType<T>();

    /// <summary>What a trigger says under a name; null when it does not say it.</summary>
    public static string? Text(Attribute trigger, string name) => trigger.GetType().GetProperty(name)?.GetValue(trigger) as string;

    /// <summary>All texts of a trigger.</summary>
    public static IEnumerable<string> Texts(Attribute trigger) =>
        trigger
            .GetType()
            .GetProperties()
            .Where(property => property.PropertyType == typeof(string))
            .Select(property => property.GetValue(trigger) as string)
            .OfType<string>();
}
