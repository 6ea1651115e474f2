using System.Reflection;
using System.Runtime.CompilerServices;
using Dropship.Repository.Tests.Support;

namespace Dropship.Repository.Tests.Structure;

/// <summary>A class that needs more than seven others does more than one thing.</summary>
public sealed class ConstructorTests
{
    private const int MostParameters = 7;

    [Theory]
    [InlineData("Dropship.Core")]
    [InlineData("Dropship.Connectors")]
    [InlineData("Dropship.Storage")]
    [InlineData("Dropship.Functions")]
    public void No_service_needs_more_than_seven_others(string assembly) =>
        Findings.None(
            from type in Assembly.Load(assembly).GetTypes()
            where type.IsClass && !IsRecord(type) && !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
            from constructor in type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            where constructor.GetParameters().Length > MostParameters
            select $"{type.FullName}: {constructor.GetParameters().Length}"
        );

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null;
}
