using Workflows.Cases.Registers;

namespace Workflows.Cases.Ports;

/// <summary>The shape of a programme's registers: key, constraints, fields that can be matched. Asked inside transactions, so it answers from memory.</summary>
public interface IRegisterSchema
{
    /// <param name="register">Id or alias.</param>
    /// <returns>Null when the programme declares no such register.</returns>
    RegisterSpec? Find(string tenant, string program, string register);
}
