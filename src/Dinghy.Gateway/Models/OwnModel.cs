using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Models;

/// <summary>What an agent asks where nothing else was set for a conversation.</summary>
/// <param name="Client">Null: none is usable.</param>
/// <param name="Note">Its name, or why there is none; for the operator.</param>
/// <param name="Sees">It takes pictures.</param>
internal sealed record OwnModel(IChatClient? Client, string Note, bool Sees = false);
