namespace Azure.Data.Tables;

/// <summary>What happens to the properties that the new version does not name: kept, or gone.</summary>
public enum TableUpdateMode
{
    Merge = 0,
    Replace = 1,
}
