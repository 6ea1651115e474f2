using Microsoft.Extensions.Logging.Console;

namespace Dropship.AzureSdk.Host;

/// <summary>The plain console has nothing to set beyond what every console has.</summary>
internal sealed class PlainConsoleOptions : ConsoleFormatterOptions;
