/** Pinned: what an explorer loads must not change under its users. */
const scripts = [
  'https://unpkg.com/react@18.3.1/umd/react.production.min.js',
  'https://unpkg.com/react-dom@18.3.1/umd/react-dom.production.min.js',
  'https://unpkg.com/graphiql@3.8.3/graphiql.min.js',
];
const style = 'https://unpkg.com/graphiql@3.8.3/graphiql.min.css';
const headers = '{ "authorization": "Bearer <an API key or a member token>" }';
const query = `# Put a key or token into Headers below.
{
  program { code name currency }
}
`;

/** GraphiQL, outside production only. The page itself is ours; the explorer comes from a CDN. */
export function graphiqlPage(endpoint: string): string {
  const options = JSON.stringify({ defaultHeaders: headers, defaultQuery: query, shouldPersistHeaders: true });
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>GraphiQL · Keepsake</title>
    <link rel="stylesheet" href="${style}" crossorigin="anonymous" />
    <style>body { margin: 0; } #graphiql { height: 100vh; }</style>
  </head>
  <body>
    <div id="graphiql">GraphiQL needs the network: it is loaded from unpkg.com. The endpoint is POST ${endpoint}.</div>
    ${scripts.map((script) => `<script src="${script}" crossorigin="anonymous"></script>`).join('\n    ')}
    <script>
      const fetcher = GraphiQL.createFetcher({ url: '${endpoint}' });
      const explorer = React.createElement(GraphiQL, { fetcher, ...${options} });
      ReactDOM.createRoot(document.getElementById('graphiql')).render(explorer);
    </script>
  </body>
</html>
`;
}
