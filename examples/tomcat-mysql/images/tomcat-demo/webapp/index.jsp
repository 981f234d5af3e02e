<%@ page contentType="text/html; charset=UTF-8" session="false" %>
<%@ include file="WEB-INF/database.jspf" %>
<%
    List<String[]> guests = new ArrayList<>();
    String failure = null;
    String name = request.getParameter("name");
    String message = request.getParameter("message");
    boolean adding = "POST".equals(request.getMethod());
    if (adding && (name == null || name.isBlank() || name.length() > 100 || message == null || message.isBlank() || message.length() > 200)) {
        response.sendError(400, "name (up to 100 characters) and message (up to 200 characters) are required");
        return;
    }
    try (Connection connection = connect(); Statement statement = connection.createStatement()) {
        if (adding) {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO guest (name, message) VALUES (?, ?)")) {
                insert.setString(1, name.strip());
                insert.setString(2, message.strip());
                insert.executeUpdate();
            }
            // A reload of the page that follows does not add the guest again.
            response.setStatus(303);
            response.setHeader("Location", "./");
            return;
        }
        try (ResultSet rows = statement.executeQuery("SELECT id, name, message, added FROM guest ORDER BY id")) {
            while (rows.next()) {
                guests.add(new String[] {rows.getString(1), rows.getString(2), rows.getString(3), rows.getString(4)});
            }
        }
    } catch (SQLException e) {
        failure = e.getMessage();
        response.setStatus(503);
    }
    response.setHeader("X-Served-By", pod());
%>
<!DOCTYPE html>
<html lang="en">
<head>
  <title>Guest list</title>
  <style>
    body { font-family: sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
    table { border-collapse: collapse; width: 100%; }
    td, th { border-bottom: 1px solid #ccc; padding: .4rem; text-align: left; }
    .failure { color: #a00; }
    footer { color: #666; margin-top: 2rem; }
  </style>
</head>
<body>
  <h1>Guest list</h1>
<% if (failure != null) { %>
  <p class="failure">The database does not answer: <%= html(failure) %></p>
<% } else { %>
  <table id="guests">
    <tr><th>#</th><th>Name</th><th>Message</th><th>Added</th></tr>
<%   for (String[] guest : guests) { %>
    <tr><td><%= guest[0] %></td><td><%= html(guest[1]) %></td><td><%= html(guest[2]) %></td><td><%= guest[3] %></td></tr>
<%   } %>
  </table>
<%   if (guests.isEmpty()) { %>
  <p>Nobody yet.</p>
<%   } %>
<% } %>
  <h2>Add a guest</h2>
  <form method="post" action="./">
    <label>Name <input name="name" maxlength="100" required></label>
    <label>Message <input name="message" maxlength="200" required></label>
    <button>Add</button>
  </form>
  <footer>Served by pod <%= html(pod()) %></footer>
</body>
</html>
