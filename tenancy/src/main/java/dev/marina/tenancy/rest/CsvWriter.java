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
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes a page of flat records as CSV (RFC 4180): a line of their components' names, then one for each. The next page, which CSV has
/// no place for, is named by the header `Link`.
@Produces(CsvWriter.TYPE)
public class CsvWriter implements MessageBodyWriter<Page<?>> {

    static final String TYPE = "text/csv";
    private static final String END = "\r\n";
    /// What a spreadsheet would carry out: texts of people get an apostrophe before it, so that it is shown as it was written.
    private static final Pattern FORMULA = Pattern.compile("\\s*[=+\\-@|%\uFF1D\uFF0B\uFF0D\uFF20]|[\t\r\n]");

    @Context
    private UriInfo asked;

    @Override
    public boolean isWriteable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return type == Page.class && generic instanceof ParameterizedType;
    }

    @Override
    public void writeTo(Page<?> page, Class<?> type, Type generic, Annotation[] annotations, MediaType media, MultivaluedMap<String, Object> headers,
            OutputStream out) throws IOException {
        page.linkNext(asked, headers);
        out.write(text(page, (Class<?>) ((ParameterizedType) generic).getActualTypeArguments()[0]).getBytes(StandardCharsets.UTF_8));
    }

    static String text(Page<?> page, Class<?> row) {
        RecordComponent[] columns = row.getRecordComponents();
        Stream<String> names = Stream.of(Arrays.stream(columns).map(RecordComponent::getName).collect(Collectors.joining(",")));
        Stream<String> rows = page.items().stream()
                .map(item -> Arrays.stream(columns).map(column -> cell(value(column, item))).collect(Collectors.joining(",")));
        return Stream.concat(names, rows).map(line -> line + END).collect(Collectors.joining());
    }

    private static Object value(RecordComponent column, Object row) {
        try {
            return column.getAccessor().invoke(row);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + column, e);
        }
    }

    private static String cell(Object value) {
        String text = value == null ? "" : value instanceof String given && FORMULA.matcher(given).lookingAt() ? "'" + given : value.toString();
        return text.matches("[^\",\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
