namespace Dropship.Core.Approvals;

public enum Language
{
    English,
    Chinese,
}
