namespace Dropship.LoadTest;

/// <summary>What Azure asks, in US dollars, pay as you go, locally redundant, without the free grants. List prices change: look them up
/// before promising anything.</summary>
internal static class PriceTable
{
    /// <summary>The day of the prices.</summary>
    public const string AsOf = "2026-08-01";

    /// <summary>Queue operations, for 10,000.</summary>
    public const double QueueOperations = 0.004;

    /// <summary>Table operations, for 10,000.</summary>
    public const double TableOperations = 0.00036;

    /// <summary>Blob writes, for 10,000; reads cost less and are counted as writes.</summary>
    public const double BlobOperations = 0.055;

    /// <summary>Service Bus Standard, for a month; 13 million operations are in it.</summary>
    public const double ServiceBusBase = 9.81;

    /// <summary>Flex Consumption, for a gigabyte-second of an instance at work.</summary>
    public const double GigabyteSecond = 0.000026;

    /// <summary>Executions, for a million.</summary>
    public const double Executions = 0.40;

    /// <summary>Telemetry taken in, for a gigabyte.</summary>
    public const double LogGigabyte = 2.30;

    /// <summary>Keeping a gigabyte of tables for a month.</summary>
    public const double TableGigabyte = 0.045;
}
