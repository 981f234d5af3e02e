package dev.marina.tenancy.rest;

import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/// What is true of every operation, added to the description when the build generates it: any may be refused with problem details,
/// no body takes a field that it does not name, and the schema of JSON is not one of CSV.
public final class DescriptionFilter implements OASFilter {

    private static final String SCHEMAS = "#/components/schemas/";

    @Override
    public void filterOpenAPI(OpenAPI description) {
        description.getPaths().getPathItems().values().stream().flatMap(path -> path.getOperations().values().stream()).forEach(operation -> {
            operation.getResponses().addAPIResponse("default", OASFactory.createAPIResponse().ref("#/components/responses/Problem"));
            closeBody(description, operation);
            operation.getResponses().getAPIResponses().values().stream().map(APIResponse::getContent)
                    .filter(content -> content != null && content.hasMediaType(CsvWriter.TYPE))
                    .forEach(content -> content.getMediaType(CsvWriter.TYPE).setSchema(null));
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
