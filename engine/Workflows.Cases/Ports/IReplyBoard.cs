using Workflows.Engine.Turns;

namespace Workflows.Cases.Ports;

/// <summary>Where steps leave their HTTP replies after the commit, for a request that still waits for one.</summary>
public interface IReplyBoard
{
    void Post(string caseId, IReadOnlyList<HttpReply> replies);
}
