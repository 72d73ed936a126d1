import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;

/** Says and does what a Spring Boot application says and does at its start and its end. */
public class App {
  public static void main(String[] arguments) throws Exception {
    System.out.println("  .   ____          _\n :: Spring Boot ::                (v3.3.4)\n");
    if (System.getenv("DB_URL") == null) fail();
    HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
    server.createContext("/actuator/health", exchange -> {
      byte[] body = "{\"status\":\"UP\"}".getBytes();
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    });
    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("Graceful shutdown complete")));
    server.start();
    System.out.println("Started App in 1.234 seconds");
  }

  private static void fail() {
    System.err.println("***************************\nAPPLICATION FAILED TO START\n***************************\n");
    System.err.println("Description:\n\nFailed to configure a DataSource: 'url' attribute is not specified.");
    System.exit(1);
  }
}
