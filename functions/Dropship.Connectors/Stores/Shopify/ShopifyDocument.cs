namespace Dropship.Connectors.Stores.Shopify;

/// <summary>A GraphQL document as it is sent.</summary>
/// <param name="Name">The file's name, which is the operation's name as well.</param>
/// <param name="Text">The document with all fragments it uses.</param>
internal sealed record ShopifyDocument(string Name, string Text)
{
    public static ShopifyDocument Orders { get; } = Load("Orders", "OrderFragments");

    public static ShopifyDocument Order { get; } = Load("Order", "OrderFragments");

    public static ShopifyDocument FulfillmentCreate { get; } = Load("FulfillmentCreate");

    public static ShopifyDocument FulfillmentTrackingInfoUpdate { get; } = Load("FulfillmentTrackingInfoUpdate");

    public static ShopifyDocument Verify { get; } = Load("Verify");

    /// <summary>Every document that is sent.</summary>
    public static IReadOnlyList<ShopifyDocument> All { get; } = [Orders, Order, FulfillmentCreate, FulfillmentTrackingInfoUpdate, Verify];

    private static ShopifyDocument Load(string name, params string[] fragments) => new(name, string.Concat(((string[])[name, .. fragments]).Select(Read)));

    private static string Read(string name)
    {
        using var stream = typeof(ShopifyDocument).Assembly.GetManifestResourceStream($"Shopify/{name}.graphql")
            ?? throw new InvalidOperationException($"The document {name} is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
