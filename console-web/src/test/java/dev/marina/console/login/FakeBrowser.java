package dev.marina.console.login;

import com.github.mvysny.fakeservlet.FakeContext;
import com.github.mvysny.fakeservlet.FakeHttpSession;
import com.github.mvysny.fakeservlet.FakeRequest;
import com.github.mvysny.fakeservlet.FakeResponse;
import com.github.mvysny.fakeservlet.FakeServletConfig;
import dev.marina.console.Console;
import jakarta.servlet.ServletConnection;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/// A browser with one cookie, and the server's sessions: what the servlets of the login see of both.
final class FakeBrowser {

    private final Map<String, HttpSession> sessions = new HashMap<>();
    private final FakeContext context = new FakeContext();
    private String cookie = newSession();
    private String query;

    FakeBrowser(Console console) {
        context.setAttribute(Console.class.getName(), console);
    }

    private String newSession() {
        String id = UUID.randomUUID().toString();
        sessions.put(id, new FakeHttpSession(id, context, 0, 3600));
        return id;
    }

    String cookie() {
        return cookie;
    }

    HttpSession session() {
        return sessions.get(cookie);
    }

    /// Whether the server still knows the session.
    boolean lives() {
        return session() != null && ((FakeHttpSession) session()).isValid();
    }

    /// Of the next request, where no parameter is asked for.
    FakeBrowser query(String text) {
        query = text;
        return this;
    }

    /// @return the status
    int post(HttpServlet servlet, String... parameters) throws Exception {
        Answered response = new Answered();
        serve(servlet, new Asked("POST"), response, parameters);
        return response.getStatus();
    }

    /// @param arrived whether the answer, and with it the cookie, reaches the browser
    /// @return where the answer sends the browser, or the page that it is
    String get(HttpServlet servlet, boolean arrived, String... parameters) throws Exception {
        Asked request = new Asked("GET");
        Answered response = new Answered();
        serve(servlet, request, response, parameters);
        if (arrived) {
            cookie = request.current;
        }
        return response.redirect == null ? response.page.toString() : response.redirect;
    }

    private void serve(HttpServlet servlet, Asked request, Answered response, String... parameters) throws Exception {
        for (String parameter : parameters) {
            int equals = parameter.indexOf('=');
            request.setParameter(equals < 0 ? parameter : parameter.substring(0, equals), equals < 0 ? "" : parameter.substring(equals + 1));
        }
        servlet.init(new FakeServletConfig(context));
        servlet.service(request, response);
    }

    private final class Asked extends FakeRequest implements HttpServletRequest {
        private final String requested = cookie;
        private final String method;
        private String current = sessions.containsKey(cookie) ? cookie : null;

        Asked(String method) {
            super(new FakeHttpSession("unused", context, 0, 3600));
            this.method = method;
        }

        @Override
        public String getMethod() {
            return method;
        }

        @Override
        public String getQueryString() {
            return query;
        }

        @Override
        public String getRequestedSessionId() {
            return requested;
        }

        @Override
        public HttpSession getSession(boolean create) {
            if (current == null && create) {
                current = newSession();
            }
            return sessions.get(current);
        }

        @Override
        public HttpSession getSession() {
            return getSession(true);
        }

        @Override
        public String changeSessionId() {
            HttpSession session = sessions.remove(current);
            current = UUID.randomUUID().toString();
            sessions.put(current, session);
            return current;
        }

        @Override
        public ServletContext getServletContext() {
            return context;
        }

        @Override
        public String getRequestId() {
            return "request";
        }

        @Override
        public String getProtocolRequestId() {
            return "";
        }

        @Override
        public ServletConnection getServletConnection() {
            throw new UnsupportedOperationException("no servlet of the login asks");
        }
    }

    private static final class Answered extends FakeResponse {
        private final StringWriter page = new StringWriter();
        private String redirect;

        @Override
        public PrintWriter getWriter() {
            return new PrintWriter(page, true);
        }

        @Override
        public void sendRedirect(String location) {
            redirect = location;
        }
    }
}
