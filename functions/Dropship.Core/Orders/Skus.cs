namespace Dropship.Core.Orders;

/// <summary>SKUs as people typed them: which are the same, which are none, and which may be saved. Pure.</summary>
public static class Skus
{
    /// <summary>The longest SKU that a mapping may have.</summary>
    public const int Longest = 255;

    /// <summary>The SKU without what nobody sees: blanks at its ends, full width, invisible characters. Empty when nothing is
    /// left.</summary>
    public static string Clean(string? sku) =>
        string.Join(' ', OutsideText.Fold(sku).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>What two SKUs have in common that differ only in letters' case, blanks, width and what nobody sees.</summary>
    public static string Key(string? sku) => Clean(sku).ToUpperInvariant();

    /// <summary>Whether a line has no SKU.</summary>
    public static bool IsMissing(string? sku) => Clean(sku).Length == 0;

    /// <summary>Why a SKU may not be saved, in words for whoever gave it; null when it may.</summary>
    public static string? WhyRefused(string? sku) =>
        IsMissing(sku) ? "must not be empty; give the SKU exactly as the store's listing has it."
        : OutsideText.HasInvisible(sku!) || sku!.Contains('\n', StringComparison.Ordinal)
            ? "must hold no line breaks, control characters, direction marks or other invisible characters; type it anew."
        : sku.Length > Longest ? $"must have at most {Longest} characters."
        : null;
}
