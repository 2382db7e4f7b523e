using System.Text.Json;

namespace Dinghy.Emulator;

/// <summary>The card calls of the OpenAPI.</summary>
internal sealed class CardCalls(DingTalkWorld world, ApiGate gate)
{
    private const string Scope = "Card.Instance.Write";
    private const int MaxTrackId = 64;
    private readonly CardDelivery _delivery = new(world);

    /// <summary>POST /v1.0/card/instances</summary>
    public ApiAnswer Create(ApiCall call)
    {
        if (!gate.TryPass(call, ApiNames.CardCreate, Scope, out var app, out var body, out var problem)) return problem;
        if (Make(app, body, out var card) is { } refused) return refused;
        world.CardChanged(card!, call.ArrivedAt, "create");
        return ApiAnswer.Ok(json =>
        {
            json.WriteBoolean("success", true);
            json.WriteString("result", body.Text("outTrackId"));
        });
    }

    /// <summary>POST /v1.0/card/instances/deliver</summary>
    public ApiAnswer Deliver(ApiCall call)
    {
        if (!gate.TryPass(call, ApiNames.CardDeliver, Scope, out var app, out var body, out var problem)) return problem;
        if (body.Text("outTrackId") is not { Length: > 0 } id) return CardErrors.Of("param.outTrackIdEmpty");
        if (world.CardStore.Find(app, id) is not { } card) return CardErrors.Of("param.cardNotExist");
        if (!CardDelivery.TryRead(body, out var spaces, out problem)) return problem;
        var results = _delivery.Deliver(card, spaces, ApiNames.CardDeliver);
        if (results.Any(Arrived)) world.CardChanged(card, call.ArrivedAt, "deliver");
        return ApiAnswer.Ok(json =>
        {
            json.WriteBoolean("success", true);
            json.WriteStartArray("result");
            foreach (var result in results) result.Write(json);
            json.WriteEndArray();
        });
    }

    /// <summary>POST /v1.0/card/instances/createAndDeliver</summary>
    public ApiAnswer CreateAndDeliver(ApiCall call)
    {
        if (!gate.TryPass(call, ApiNames.CardCreateAndDeliver, Scope, out var app, out var body, out var problem)) return problem;
        if (!CardDelivery.TryRead(body, out var spaces, out problem)) return problem;
        if (Make(app, body, out var card) is { } refused) return refused;
        // One step: nobody sees the card before it is where it belongs.
        var results = _delivery.Deliver(card!, spaces, ApiNames.CardCreateAndDeliver);
        world.CardChanged(card!, call.ArrivedAt, results.Any(Arrived) ? ["create", "deliver"] : ["create"]);
        return ApiAnswer.Ok(json =>
        {
            json.WriteBoolean("success", true);
            json.WriteStartObject("result");
            json.WriteString("outTrackId", card!.OutTrackId);
            json.WriteStartArray("deliverResults");
            foreach (var result in results) result.Write(json);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <summary>PUT /v1.0/card/instances: replaces all variables unless told to merge.</summary>
    public ApiAnswer Update(ApiCall call)
    {
        if (!gate.TryPass(call, ApiNames.CardUpdate, Scope, out var app, out var body, out var problem)) return problem;
        if (body.Text("outTrackId") is not { Length: > 0 } id) return CardErrors.Of("param.outTrackIdEmpty");
        if (world.CardStore.Find(app, id) is not { } card) return CardErrors.Of("param.cardNotExist");
        if (!TryStaffIds(body, out var staffId, out problem)) return problem;
        if (!CardData.TryRead(body, "cardData", world.Options.CardContentLimit, out var values, out problem)) return problem;
        if (!CardData.TryReadPrivate(body, world.Options.CardContentLimit, staffId, out var own, out problem)) return problem;
        if (body.Member("cardData", JsonValueKind.Object) is null && own.Count == 0) return CardErrors.Of("param.cardDataAndPrivateDataBothEmpty");
        var options = body.Member("cardUpdateOptions", JsonValueKind.Object);
        if (body.Member("cardData", JsonValueKind.Object) is not null) card.SetPublic(values, options?.Flag("updateCardDataByKey") == true);
        foreach (var (user, mine) in own) card.SetPrivate(user, mine, options?.Flag("updatePrivateDataByKey") == true);
        world.CardChanged(card, call.ArrivedAt, "update");
        return Done();
    }

    /// <summary>PUT /v1.0/card/streaming</summary>
    public ApiAnswer Stream(ApiCall call)
    {
        if (!gate.TryPass(call, ApiNames.CardStreaming, "Card.Streaming.Write", out var app, out var body, out var problem)) return problem;
        if (world.CardStore.Find(app, body.Text("outTrackId")) is not { } card) return CardErrors.Of("param.stream.outTrackId", "card is not exist");
        if (body.Text("guid") is not { Length: > 0 } guid) return CardErrors.Of("param.stream.guidEmpty");
        if (body.Text("key") is not { Length: > 0 } key) return CardErrors.Of("param.stream.keyEmpty");
        if (body.Text("content") is not { Length: > 0 } content) return CardErrors.Of("param.stream.contentEmpty");
        var full = body.Flag("isFull");
        if (!card.Template.Has(key)) return CardErrors.UnknownKey;
        if (card.Template.IsMarkdown(key) && !full) return CardErrors.Of("param.stream.isFull");
        if (TooLarge(app, content)) return CardErrors.Of("param.stream.content", "content is too large");
        if (card.Stream(new StreamingCall(guid, key, content, full, body.Flag("isFinalize"), body.Flag("isError")), out var applied) is { } refused) return refused;
        if (applied) world.CardChanged(card, call.ArrivedAt, "stream");
        return Done();
    }

    /// <summary>POST /v1.0/card/callbacks/register</summary>
    public ApiAnswer Register(ApiCall call)
    {
        if (!gate.TryPass(call, ApiNames.CardRegister, Scope, out var app, out var body, out var problem)) return problem;
        if (body.Text("callbackRouteKey") is not { Length: > 0 } key) return CardErrors.Of("param.callbackRouteKeyEmpty");
        if (body.Text("callbackUrl") is not { Length: > 0 } text || !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")) return CardErrors.Of("param.callbackUrlEmpty");
        if (world.Postman.Register(app, key, url, body.Text("apiSecret"), body.Flag("forceUpdate")) is not { } route)
            return ApiAnswer.Error(500, "param.callbackRouteKeyExist", "param.callbackRouteKeyExist");
        return ApiAnswer.Ok(json =>
        {
            json.WriteBoolean("success", true);
            json.WriteStartObject("result");
            json.WriteString("callbackUrl", route.Url.AbsoluteUri);
            json.WriteString("apiSecret", route.Secret);
            json.WriteEndObject();
        });
    }

    private static bool Arrived(CardDeliverResult result) => result.CarrierId is not null;

    /// <summary>Makes the card, which is seen from its first frame on; or what is wrong with the body.</summary>
    private ApiAnswer? Make(EmulatedApp app, JsonElement body, out Card? card)
    {
        card = null;
        if (body.Text("cardTemplateId") is not { Length: > 0 } templateId) return CardErrors.Of("param.cardTemplateIdEmpty");
        if (body.Text("outTrackId") is not { Length: > 0 } id) return CardErrors.Of("param.outTrackIdEmpty");
        if (id.Length > MaxTrackId) return CardErrors.Invalid($"outTrackId has more than {MaxTrackId} characters");
        if (body.Member("cardData", JsonValueKind.Object) is null) return CardErrors.Of("param.cardPublicDataEmpty");
        if (!TryStaffIds(body, out var staffId, out var problem)) return problem;
        if (body.Text("userId") is { } creator && staffId(creator) is null) return CardErrors.Of("param.userIdNotExist");
        if (!CardData.TryRead(body, "cardData", world.Options.CardContentLimit, out var values, out problem)) return problem;
        if (!CardData.TryReadPrivate(body, world.Options.CardContentLimit, staffId, out var own, out problem)) return problem;
        if (body.Text("callbackType") is { } type && type is not ("STREAM" or "HTTP")) return CardErrors.Invalid("callbackType must be STREAM or HTTP");
        foreach (var space in new[] { "imGroupOpenSpaceModel", "imRobotOpenSpaceModel", "imSingleOpenSpaceModel" })
        {
            if (body.TryGetProperty(space, out var model) && (model.ValueKind != JsonValueKind.Object || !model.TryGetProperty("supportForward", out _)))
                return CardErrors.Of("param.openSpaceModelInvalid");
        }

        if (world.CardStore.Template(templateId) is not { } template) return CardErrors.Of("param.templateNotExist");
        if (!template.Published) return CardErrors.Of("param.templateUnpublished");
        var byHttp = body.Text("callbackType") == "HTTP";
        if (byHttp && body.Text("callbackRouteKey") is not { Length: > 0 }) return CardErrors.Invalid("callbackRouteKey is empty");
        card = world.CardStore.Create(app, id, template, body.Text("callbackType") is not null, byHttp ? body.Text("callbackRouteKey") : null);
        if (card is null) return CardErrors.Of("param.cardAlreadyExist");
        card.SetPublic(values, merge: false);
        foreach (var (user, mine) in own) card.SetPrivate(user, mine, merge: false);
        return null;
    }

    /// <summary>From the ids of this call, which may be union ids, to staff ids.</summary>
    private bool TryStaffIds(JsonElement body, out Func<string, string?> staffId, out ApiAnswer problem)
    {
        problem = CardErrors.Invalid("userIdType must be 1 or 2");
        staffId = id => world.Addresses.Person(id)?.StaffId;
        if (!body.TryGetProperty("userIdType", out var type) || type.ValueKind == JsonValueKind.Null) return true;
        if (type.ValueKind != JsonValueKind.Number || !type.TryGetInt32(out var number) || number is not (1 or 2)) return false;
        if (number == 2) staffId = id => world.People.FirstOrDefault(p => Ids.UnionId(p.StaffId) == id)?.StaffId;
        return true;
    }

    private bool TooLarge(EmulatedApp app, string content) =>
        world.Faults.Take(FaultKind.CardContentTooLarge, ApiNames.CardStreaming, app) is not null
        || (world.Options.CardContentLimit > 0 && System.Text.Encoding.UTF8.GetByteCount(content) > world.Options.CardContentLimit);

    private static ApiAnswer Done() => ApiAnswer.Ok(json =>
    {
        json.WriteBoolean("success", true);
        json.WriteBoolean("result", true);
    });
}
