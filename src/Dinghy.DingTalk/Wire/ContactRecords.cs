using System.Text.Json.Serialization;

namespace Dinghy.DingTalk.Wire;

internal sealed record PersonQuery(string Userid);

internal sealed record UnionIdQuery(string Unionid);

internal sealed record MobileQuery(string Mobile);

internal sealed record DepartmentQuery([property: JsonPropertyName("dept_id")] long Department);

internal sealed record PeopleQuery([property: JsonPropertyName("dept_id")] long Department, long Cursor, int Size);

/// <summary>The new host's: its names are as they stand here. <c>fullMatchField</c> 1: the whole name.</summary>
internal sealed record SearchQuery(string QueryWord, int Offset, int Size, int? FullMatchField);

internal sealed record RolesQuery(int Offset, int Size);

internal sealed record RolePeopleQuery([property: JsonPropertyName("role_id")] long Role, int Offset, int Size);
