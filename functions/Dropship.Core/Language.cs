namespace Dropship.Core;

public enum Language
{
    English,
    Chinese,
}
