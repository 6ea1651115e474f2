using System.CommandLine;
using Dropship.Trials.BadInput;
using Dropship.Trials.Month;

// The sandbox meets bad calls in its turn; what it logs of them says nothing of the app.
Environment.SetEnvironmentVariable("Logging__LogLevel__Microsoft.AspNetCore", "None");

var command = new RootCommand("Tries the app as a whole in one process, against the sandbox, with its storage in memory.")
{
    BadInputCommand.Make(),
    MonthCommand.Make(),
};
return await command.Parse(args).InvokeAsync();
