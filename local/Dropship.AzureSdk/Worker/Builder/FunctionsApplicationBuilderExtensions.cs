namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>What an app can add in one line.</summary>
public static class FunctionsApplicationBuilderExtensions
{
    /// <summary>Lets HTTP functions take and give ASP.NET Core's types. Call it before middleware is added, so that the middleware sees the request.</summary>
    public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.UsesAspNetCore = true;
        return builder;
    }
}
