using System.Net.NetworkInformation;

namespace Dropship.FunctionsHost;

internal static class LoopbackPort
{
    /// <summary>Whether something listens on a port of this machine.</summary>
    public static bool IsTaken(int port) =>
        IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(listener => listener.Port == port);
}
