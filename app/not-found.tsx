import Link from 'next/link';

export default function NotFound() {
  return (
    <main className="mx-auto grid min-h-dvh max-w-[420px] content-center gap-2 px-5 pb-24">
      <h1 className="text-[15px] font-semibold">Nothing is here</h1>
      <p className="text-dim">The page does not exist, or your role does not reach it.</p>
      <p>
        <Link className="link" href="/">
          Go to the overview
        </Link>
      </p>
    </main>
  );
}
