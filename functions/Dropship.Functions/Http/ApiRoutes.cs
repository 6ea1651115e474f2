using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Http;

/// <summary>The addresses that functions answer at.</summary>
internal static class ApiRoutes
{
    /// <summary>What each route that is not a function's own begins with.</summary>
    public const string Prefix = "api/";

    private static readonly IReadOnlyList<(string[] Segments, IReadOnlyList<string> Methods)> s_routes =
    [
        .. from type in typeof(ApiRoutes).Assembly.GetTypes()
        from method in type.GetMethods()
        from parameter in method.GetParameters()
        let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
        where trigger is { Route: not null } && trigger.Route.StartsWith(Prefix, StringComparison.Ordinal)
        select (trigger.Route!.Split('/'), (IReadOnlyList<string>)[.. (trigger.Methods ?? []).Select(one => one.ToUpperInvariant())]),
    ];

    /// <summary>The methods that an address takes; none when nothing is there.</summary>
    public static IReadOnlyList<string> MethodsAt(PathString path)
    {
        var segments = (path.Value ?? string.Empty).Trim('/').Split('/');
        return segments is [""]
            ? [HttpMethods.Get, HttpMethods.Head]
            :
            [
                .. s_routes
                    .Where(route =>
                        route.Segments.Length == segments.Length && route.Segments.Zip(segments).All(pair => Fits(pair.First, pair.Second))
                    )
                    .SelectMany(route => route.Methods)
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal),
            ];
    }

    private static bool Fits(string pattern, string segment) =>
        pattern.StartsWith('{') ? segment.Length > 0 : string.Equals(pattern, segment, StringComparison.OrdinalIgnoreCase);
}
