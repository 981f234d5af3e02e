package dev.marina.tenancy.rest;

import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.MediaType;

/// What is true of every operation, added to the description when the build generates it: any may be refused with problem details,
/// and no body takes a field that it does not name.
public final class DescriptionFilter implements OASFilter {

    private static final String SCHEMAS = "#/components/schemas/";

    @Override
    public void filterOpenAPI(OpenAPI description) {
        description.getPaths().getPathItems().values().stream().flatMap(path -> path.getOperations().values().stream()).forEach(operation -> {
            operation.getResponses().addAPIResponse("default", OASFactory.createAPIResponse().ref("#/components/responses/Problem"));
            closeBody(description, operation);
        });
    }

    private static void closeBody(OpenAPI description, Operation operation) {
        if (operation.getRequestBody() != null) {
            for (MediaType media : operation.getRequestBody().getContent().getMediaTypes().values()) {
                description.getComponents().getSchemas().get(media.getSchema().getRef().substring(SCHEMAS.length())).setAdditionalPropertiesBoolean(false);
            }
        }
    }
}
