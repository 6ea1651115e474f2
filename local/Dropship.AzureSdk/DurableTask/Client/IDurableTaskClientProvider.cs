namespace Microsoft.DurableTask.Client;

/// <summary>Gives the client of a task hub; of the only one when no name is given.</summary>
public interface IDurableTaskClientProvider
{
    DurableTaskClient GetClient(string? name = null);
}
