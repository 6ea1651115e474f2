namespace Dropship.Sandbox.Alibaba1688;

/// <summary>The market says no, with one of its codes.</summary>
internal sealed class MarketRefusal(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}
