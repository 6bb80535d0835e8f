// Why a request was refused, for people.
export async function problemOf(response) {
  try {
    const problem = await response.json();
    return problem.detail || problem.title;
  } catch {
    return `HTTP ${response.status}`;
  }
}
