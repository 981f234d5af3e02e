package dev.marina.tenancy.rest;

import dev.marina.tenancy.problem.Problem;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/// The refusal of a bearer token that does not verify, as problem details.
@WebServlet("/problem-401")
public class UnauthenticatedPage extends HttpServlet {

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setStatus(401);
        response.setHeader("WWW-Authenticate", "Bearer realm=\"marina\", error=\"invalid_token\"");
        response.setContentType(ProblemMapper.MEDIA_TYPE);
        response.getWriter().write(ProblemMapper.body(new Problem.Unauthenticated("The bearer token is not valid, or not any more")));
    }
}
