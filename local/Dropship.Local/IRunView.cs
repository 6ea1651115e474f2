namespace Dropship.Local;

/// <summary>Shows a run to a person.</summary>
internal interface IRunView : IAsyncDisposable
{
    /// <summary>Shows one sentence.</summary>
    void Say(string sentence);

    /// <summary>Follows the start.</summary>
    void Show(StartSteps steps);

    /// <summary>Shows the addresses and what to do next.</summary>
    void Show(AddressList addresses);

    /// <summary>Shows the newest state of all orders.</summary>
    void Show(IReadOnlyList<LocalOrder> orders);

    /// <summary>Shows at once that the run ends.</summary>
    void Stop(string sentence);
}
