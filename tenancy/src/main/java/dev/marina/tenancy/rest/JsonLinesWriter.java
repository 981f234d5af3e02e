package dev.marina.tenancy.rest;

import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.MessageBodyWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;

/// Writes a page as lines of JSON, one for each row: what tools that gather logs read. The header `Link` names the next page.
@Produces(JsonLinesWriter.TYPE)
public class JsonLinesWriter implements MessageBodyWriter<Page<?>> {

    static final String TYPE = "application/x-ndjson";

    @Context
    private UriInfo asked;

    @Override
    public boolean isWriteable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return type == Page.class;
    }

    @Override
    public void writeTo(Page<?> page, Class<?> type, Type generic, Annotation[] annotations, MediaType media, MultivaluedMap<String, Object> headers,
            OutputStream out) throws IOException {
        page.linkNext(asked, headers);
        for (Object row : page.items()) {
            out.write((JsonText.of(row) + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }
}
