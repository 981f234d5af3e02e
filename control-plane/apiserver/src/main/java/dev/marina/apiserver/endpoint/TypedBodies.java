package dev.marina.apiserver.endpoint;

import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.api.schema.Schema;
import dev.marina.api.schema.Schemas;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.Body;
import dev.marina.apiserver.registry.SchemaNames;
import dev.marina.apiserver.schema.BuiltinSchemas;
import dev.marina.apiserver.schema.SchemaCheck;

/// Bodies that are no object of the type that is asked for, such as a review, a Scale or the options of a delete: whoever reads them
/// finds what their type says, or nothing. Components of this process are believed.
final class TypedBodies {

    private static final Schema DELETE_OPTIONS = new Schema.Ref("", "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions");
    private static final Schemas SCHEMAS = BuiltinSchemas.load();

    private TypedBodies() {}

    /// Throws a BadRequest status for values of wrong types.
    static ApiRequest read(ApiRequest request, Schema schema) {
        if (request.body() instanceof Body.Parsed || request.body().isEmpty()) {
            return request;
        }
        Document document = SchemaCheck.check(BodyReader.submission(request), schema, SCHEMAS).document();
        return request.withBody(new Body.Parsed(document));
    }

    /// The same, by the name of its type. Left as it is where no schema is known of it.
    static ApiRequest read(ApiRequest request, GroupVersionKind kind) {
        String name = SchemaNames.of(kind);
        return SCHEMAS.byName().containsKey(name) ? read(request, new Schema.Ref("", name)) : request;
    }

    /// Empty where none are given.
    static Document deleteOptions(ApiRequest request) {
        return BodyReader.orEmpty(read(request, DELETE_OPTIONS));
    }
}
