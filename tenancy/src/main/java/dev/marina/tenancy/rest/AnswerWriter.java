package dev.marina.tenancy.rest;

import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Writes an answer's record by JSON-B. It stands before all writers of bodies: the server and the client library bring writers of
/// JSON of their own.
@ConstrainedTo(RuntimeType.SERVER)
public class AnswerWriter implements WriterInterceptor {

    @Override
    public void aroundWriteTo(WriterInterceptorContext answer) throws IOException {
        if (answer.getEntity() instanceof Record entity && MediaType.APPLICATION_JSON_TYPE.isCompatible(answer.getMediaType())) {
            answer.getOutputStream().write(JsonText.of(entity).getBytes(StandardCharsets.UTF_8));
        } else {
            answer.proceed();
        }
    }
}
